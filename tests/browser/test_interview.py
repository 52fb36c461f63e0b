"""The interview in a real browser: spoken and typed, on a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.candidate_actions import (
    NO_RECOGNITION,
    RECOGNITION,
    REFUSED_DEVICES,
    answer_field,
    go_on,
    heading,
    next_button,
    open_interview,
    questions_of,
    record,
    speak,
    stop,
)
from tests.browser.page_checks import a_page, axe_findings, overflow
from tests.browser.preview import Preview


@pytest.mark.parametrize("width", [1280, 390])
def test_a_typed_interview_goes_from_the_first_question_to_the_closing_page(
    chromium: Browser, preview: Preview, base: str, width: int
) -> None:
    interviewer = preview.interview(questions=3)
    with a_page(chromium, width=width) as page:
        open_interview(page, base, mode="type")
        for number, question in enumerate(questions_of(interviewer), start=1):
            expect(heading(page)).to_have_text(f"Question {number} of 3. {question.text}")
            expect(heading(page)).to_be_focused()
            expect(page).to_have_title(f"Question {number} of 3 · Backend Engineer interview · Acme Robotics")
            answer_field(page).fill(f"Answer {number}")
            next_button(page).click()
        expect(heading(page)).to_have_text("Thank you, Asha Rao")
        expect(page.get_by_text("3 of 3 answers")).to_be_visible()
        assert axe_findings(page) == []
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []
    assert interviewer.texts == ["Answer 1", "Answer 2", "Answer 3"]


def test_spoken_words_appear_as_text_that_can_be_changed(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        page.add_init_script(RECOGNITION)
        open_interview(page, base)
        speak(page)
        expect(page.locator("[data-voice-words]")).to_have_text("Listening to you")
        page.evaluate("engine.hear('I build', false)")
        expect(page.locator("[data-live]")).to_have_text("I build")
        page.evaluate("engine.hear('I build services.', true)")
        page.evaluate("engine.onend()")
        page.evaluate("engine.hear('They lost.', true)")
        assert axe_findings(page) == []
        stop(page)
        expect(answer_field(page)).to_have_value("I build services. They lost.")
        answer_field(page).fill("I build services. They last.")
        go_on(page)
    assert interviewer.texts == ["I build services. They last."]


def test_without_recognition_the_voice_is_recorded_and_uploaded(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium, width=390) as page:
        page.add_init_script(NO_RECOGNITION)
        open_interview(page, base)
        speak(page)
        expect(page.get_by_role("button", name="Mic")).to_have_attribute("aria-pressed", "true")
        stop(page)
        expect(page.locator("[data-recorded-words]")).to_contain_text(re.compile("Nothing was recorded|Saved"))
        record(page)
        expect(page.locator("[data-recorded-words]")).to_contain_text("Saved.")
        expect(page.get_by_label("Your recording")).to_be_visible()
        assert axe_findings(page) == []
        assert overflow(page) == []
        go_on(page)
    [turn] = interviewer.turns
    assert turn.audio_key
    assert interviewer.uploads[turn.audio_key].startswith(b"\x1aE\xdf\xa3")  # WebM


def test_a_recording_that_cannot_be_stored_stops_nobody(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(NO_RECOGNITION)
    page.route("**/upload", lambda route: route.fulfill(status=400))
    open_interview(page, base)
    record(page)
    next_button(page).click()
    expect(page.get_by_role("alert")).to_contain_text("Your recording could not be saved.")
    go_on(page)
    context.close()
    assert [turn.audio_key for turn in interviewer.turns] == [None]


def test_a_recording_that_a_provider_writes_down_becomes_text(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    interviewer.transcript = "I build services."
    with a_page(chromium) as page:
        page.add_init_script(NO_RECOGNITION)
        open_interview(page, base)
        record(page)
        expect(answer_field(page)).to_have_value("I build services.")
        interviewer.transcript = "I build services. They last."
        record(page)
        expect(answer_field(page)).to_have_value("I build services. They last.")
        go_on(page)
    assert interviewer.texts == ["I build services. They last."]


def test_a_recognition_without_a_service_gives_way_to_recording(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        page.add_init_script(RECOGNITION)
        open_interview(page, base)
        speak(page)
        page.evaluate("engine.onerror({ error: 'network' }); engine.onend();")
        expect(page.locator("[data-answer-hint]")).to_contain_text("your voice is recorded")
        expect(page.locator("[data-recorded-words]")).to_contain_text("Recording 0:0")
        stop(page)
        expect(page.locator("[data-recorded-words]")).to_contain_text("Saved.")
    assert len(interviewer.uploads) == 1


def test_a_refused_microphone_and_camera_get_a_remedy_and_block_nothing(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview()
    with a_page(chromium, width=390) as page:
        page.add_init_script(NO_RECOGNITION + REFUSED_DEVICES)
        open_interview(page, base)
        page.get_by_role("button", name="Camera").click()
        expect(page.locator("[data-device-words]")).to_contain_text("Your camera is blocked.")
        speak(page)
        expect(page.locator("[data-device-words]")).to_contain_text("Or type: it counts the same.")
        assert axe_findings(page) == []
        page.get_by_role("button", name="Type instead").click()
        expect(page.get_by_role("button", name="Speak your answer")).to_be_hidden()
        expect(answer_field(page)).to_be_focused()
        page.keyboard.type("Typed.")
        go_on(page)
    assert interviewer.texts == ["Typed."]


def test_the_question_is_heard_again_with_captions_and_muted(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    interviewer.has_a_voice()
    with a_page(chromium) as page:
        open_interview(page, base)
        page.get_by_role("button", name="Captions").click()
        page.get_by_role("button", name="Hear it").click()
        expect(page.locator("[data-voice-words]")).to_have_text("Asking")
        expect(page.locator("[data-caption]")).to_have_text(questions_of(interviewer)[0].text)
        assert axe_findings(page) == []
        mute = page.get_by_role("button", name="Voice off")
        mute.click()
        expect(mute).to_have_attribute("aria-pressed", "true")
        expect(page.locator("[data-voice-words]")).to_have_text("Waiting for your answer")
        expect(page.locator("[data-caption]")).to_be_empty()


def test_the_own_picture_is_shown_small_and_can_be_switched_off(chromium: Browser, preview: Preview, base: str) -> None:
    preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        camera = page.get_by_role("button", name="Camera")
        camera.click()
        expect(page.get_by_label("Your own picture")).to_be_visible()
        expect(camera).to_have_attribute("aria-pressed", "true")
        assert page.eval_on_selector("video", "video => video.videoWidth") > 0
        camera.click()
        expect(page.get_by_label("Your own picture")).to_be_hidden()


def test_leaving_asks_first_and_the_keyboard_alone_can_answer(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        answer_field(page).fill("So far")
        page.get_by_role("button", name="Finish", exact=True).focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Finish the interview now?")
        expect(dialog).to_be_visible()
        expect(page.get_by_role("button", name="Stay in the interview")).to_be_focused()
        assert axe_findings(page) == []
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="Finish", exact=True)).to_be_focused()
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Finish now").press("Enter")
        expect(heading(page)).to_have_text("Thank you, Asha Rao")
        expect(page.get_by_text("1 of 3 answers")).to_be_visible()
    assert interviewer.texts == ["So far"]


def test_an_empty_answer_is_asked_about_once(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        next_button(page).click()
        expect(page.get_by_role("alert")).to_contain_text("There is no answer yet.")
        assert axe_findings(page) == []
        go_on(page)
    assert interviewer.texts == [None]


def test_leaving_the_tab_and_pasting_are_told_as_facts(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        for state in ("hidden", "visible"):
            page.evaluate(
                """(value) => { Object.defineProperty(document, "visibilityState", { value, configurable: true });
                     document.dispatchEvent(new Event("visibilitychange")); }""",
                state,
            )
        answer_field(page).evaluate(
            """(field) => { const data = new DataTransfer(); data.setData("text/plain", "x".repeat(300));
                 field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true })); }"""
        )
        answer_field(page).fill("x" * 300)
        go_on(page)
    left, pasted = interviewer.turns[0].facts
    assert (left.kind, pasted.kind, pasted.characters) == ("LEFT_TAB", "PASTED", 300)
    assert left.until
    assert left.at <= left.until


@pytest.mark.parametrize("kind", ["TECHNICAL", "CODING"])
def test_the_interview_fits_every_screen_and_axe_finds_nothing(
    chromium: Browser, preview: Preview, base: str, kind: str
) -> None:
    preview.interview(questions=1, ai_interview_type=kind, brand_color="#b3005e")
    with a_page(chromium, reduced_motion="reduce") as page:
        open_interview(page, base)
        if kind == "CODING":
            expect(page.locator("[data-editor]")).to_be_visible()
        for width, scheme in [(1280, "light"), (1280, "dark"), (390, "dark"), (320, "light")]:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            assert overflow(page) == [], (width, scheme)
            assert axe_findings(page) == [], (width, scheme)
        page.set_viewport_size({"width": 640, "height": 800})
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert overflow(page) == []


def test_all_that_can_be_pressed_is_large_enough_and_nothing_moves_against_ones_wish(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview()
    with a_page(chromium, width=320, reduced_motion="reduce") as page:
        open_interview(page, base)
        sizes = page.eval_on_selector_all(
            "main button", "all => all.filter((e) => e.offsetParent).map((e) => [e.textContent.trim(), e.offsetHeight])"
        )
        assert [each for each in sizes if each[1] < 44] == []
        assert page.eval_on_selector(".breath .far", "e => getComputedStyle(e).animationName") == "none"
