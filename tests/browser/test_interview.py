"""The interview in a real browser: spoken, typed and coded, on a desk and on a phone."""

import gzip

import pytest
from playwright.sync_api import Browser, expect

from greenroom.interviewing.bank import coding_tasks
from greenroom.models.job import CodingLanguage
from tests.browser.looks import a_page, axe_findings, overflow
from tests.browser.preview import Preview
from tests.browser.steps import (
    NO_RECOGNITION,
    RECOGNITION,
    REFUSED_DEVICES,
    answer_field,
    code_editor,
    go_on,
    heading,
    next_button,
    open_interview,
    questions_of,
    record,
    speak,
    stop,
)


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


@pytest.mark.parametrize("width", [1280, 390])
def test_code_is_written_in_an_editor_that_the_keyboard_can_leave(
    chromium: Browser, preview: Preview, base: str, width: int
) -> None:
    interviewer = preview.interview(questions=1, ai_interview_type="CODING")
    with a_page(chromium, width=width) as page:
        open_interview(page, base)
        expect(heading(page)).to_contain_text("Coding in Python")
        editor = code_editor(page)
        expect(editor).to_contain_text("def ")
        assert axe_findings(page) == []
        assert overflow(page) == []
        colours = page.locator("[data-editor]").evaluate(
            """e => new Set([...e.shadowRoot.querySelectorAll(".cm-line span")]
                 .map((span) => getComputedStyle(span).color)).size"""
        )
        assert colours >= 3
        editor.focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("def last(items):\nreturn items[-1]")
        page.keyboard.press("Home")
        page.keyboard.press("Tab")
        expect(editor).to_be_focused()
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        expect(editor).not_to_be_focused()
        answer_field(page).fill("The last item has the index -1.")
        next_button(page).click()
        expect(heading(page)).to_have_text("Thank you, Asha Rao")
    [turn] = interviewer.turns
    assert turn.code
    assert turn.code.startswith("def last(items):\n    ")
    assert turn.code.rstrip().endswith("return items[-1]")
    assert turn.text == "The last item has the index -1."


def test_each_language_is_highlighted(chromium: Browser, preview: Preview, base: str) -> None:
    tasks = {language: coding_tasks(language)[0].starter_code for language in CodingLanguage}
    with a_page(chromium) as page:
        page.goto(f"{base}/pages/unknown")
        colours = page.evaluate(
            """async (tasks) => {
                 const { openEditor } = await import("/static/vendor/codemirror/editor.js");
                 const found = {};
                 for (const [language, text] of Object.entries(tasks)) {
                   const host = document.body.appendChild(document.createElement("div"));
                   await openEditor(host, { language, text, label: language, onChange() {}, onPaste() {} });
                   const spans = [...host.shadowRoot.querySelectorAll(".cm-line span")];
                   found[language] = new Set(spans.map((span) => span.className)).size;
                 }
                 return found;
               }""",
            tasks,
        )
    assert set(colours) == set(CodingLanguage)
    assert min(colours.values()) >= 3, colours


def test_without_the_editor_a_plain_field_serves(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview(questions=1, ai_interview_type="CODING")
    context = chromium.new_context()
    page = context.new_page()
    page.route("**/vendor/**", lambda route: route.abort())
    open_interview(page, base)
    field = page.get_by_role("textbox", name="Your code")
    expect(field).to_have_value(questions_of(interviewer)[0].starter_code or "")
    field.fill("print(1)")
    next_button(page).click()
    expect(heading(page)).to_have_text("Thank you, Asha Rao")
    context.close()
    assert [turn.code for turn in interviewer.turns] == ["print(1)"]


def test_a_spoken_round_loads_no_editor_and_stays_under_60_kilobytes(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview()
    with a_page(chromium) as page:
        loaded: dict[str, int] = {}
        page.on("response", lambda each: loaded.update({each.url: len(gzip.compress(each.body()))}))
        open_interview(page, base)
        expect(page.locator("[data-saved]")).not_to_be_empty()
        assert [url for url in loaded if "vendor" in url] == []
        assert sum(loaded.values()) <= 60_000


def test_leaving_asks_first_and_the_keyboard_alone_can_answer(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        answer_field(page).fill("So far")
        page.get_by_role("button", name="Leave").focus()
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Finish the interview now?")
        expect(dialog).to_be_visible()
        expect(page.get_by_role("button", name="Stay in the interview")).to_be_focused()
        assert axe_findings(page) == []
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
        expect(page.get_by_role("button", name="Leave")).to_be_focused()
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
