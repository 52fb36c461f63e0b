"""The interview in a real browser: spoken and typed, on a desk and on a phone, and whatever goes wrong on the way."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from greenroom.interviewing.plan import Question
from tests.browser.interviewer import Interviewer
from tests.browser.looks import a_page, axe_findings, overflow
from tests.browser.preview import Preview, serve

START = "/interview/start/int_9"
NO_RECOGNITION = "delete globalThis.webkitSpeechRecognition; delete globalThis.SpeechRecognition;"
A_REFUSAL = (
    "navigator.mediaDevices.getUserMedia = async () => { throw new DOMException('as a test asks', 'NotAllowedError'); };"
)
RECOGNITION = """
globalThis.SpeechRecognition = globalThis.webkitSpeechRecognition = class {
  start() { globalThis.engine = this; }
  stop() { setTimeout(() => this.onend(), 10); }
  hear(words, isFinal) { const result = Object.assign([{ transcript: words }], { isFinal }); this.onresult({ results: [result], resultIndex: 0 }); }
};
"""


@pytest.fixture
def preview() -> Preview:
    return Preview()


@pytest.fixture
def base(preview: Preview) -> Iterator[str]:
    server = serve(preview)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def open_interview(page: Page, base: str) -> None:
    page.goto(base + START)
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def heading(page: Page) -> Any:
    return expect(page.get_by_role("heading", level=1))


def answer_field(page: Page) -> Any:
    return page.get_by_role("textbox", name=re.compile("Your answer|Explain your thinking"))


def questions_of(interviewer: Interviewer) -> list[Question]:
    return [question for _, _, question in interviewer.sitting.sequence]


def next_button(page: Page) -> Any:
    return page.get_by_role("button", name=re.compile("Next question|Hand in and finish"))


@pytest.mark.parametrize("width", [1280, 390])
def test_a_typed_interview_goes_from_the_first_question_to_the_closing_page(
    chromium: Browser, preview: Preview, base: str, width: int
) -> None:
    interviewer = preview.interview(questions=3)
    preview.mode = "type"
    with a_page(chromium, width=width) as page:
        open_interview(page, base)
        for number, question in enumerate(questions_of(interviewer), start=1):
            heading(page).to_have_text(f"Question {number} of 3. {question.text}")
            heading(page).to_be_focused()
            expect(page).to_have_title(f"Question {number} of 3 · Backend Engineer interview · Acme Robotics")
            answer_field(page).fill(f"Answer {number}")
            next_button(page).click()
        heading(page).to_have_text("Thank you, Asha Rao")
        expect(page.get_by_text("3 of 3 answers")).to_be_visible()
        assert axe_findings(page) == []
        assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []
    assert interviewer.texts == ["Answer 1", "Answer 2", "Answer 3"]


def test_spoken_words_appear_as_text_that_can_be_changed(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        page.add_init_script(RECOGNITION)
        open_interview(page, base)
        page.get_by_role("button", name="Speak your answer").click()
        expect(page.locator("[data-voice-words]")).to_have_text("Listening to you")
        page.evaluate("engine.hear('I build', false)")
        expect(page.locator("[data-live]")).to_have_text("I build")
        page.evaluate("engine.hear('I build services.', true)")
        page.evaluate("engine.onend()")
        page.evaluate("engine.hear('They lost.', true)")
        assert axe_findings(page) == []
        page.get_by_role("button", name="Stop").click()
        expect(answer_field(page)).to_have_value("I build services. They lost.")
        answer_field(page).fill("I build services. They last.")
        next_button(page).click()
        heading(page).to_contain_text("Question 2 of 3")
    assert interviewer.texts == ["I build services. They last."]


def test_without_recognition_the_voice_is_recorded_and_uploaded(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview()
    with a_page(chromium, width=390) as page:
        page.add_init_script(NO_RECOGNITION)
        open_interview(page, base)
        page.get_by_role("button", name="Speak your answer").click()
        expect(page.get_by_role("button", name="Mic")).to_have_attribute("aria-pressed", "true")
        page.wait_for_function("() => parseInt(document.querySelector('[data-bar]').getAttribute('width')) > 5")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("[data-recorded-words]")).to_contain_text("Saved.")
        expect(page.get_by_label("Your recording")).to_be_visible()
        assert axe_findings(page) == []
        assert overflow(page) == []
        next_button(page).click()
        heading(page).to_contain_text("Question 2 of 3")
    [turn] = interviewer.turns
    assert turn.audio_key
    assert interviewer.uploads[turn.audio_key].startswith(b"\x1aE\xdf\xa3")  # WebM


def test_a_recognition_without_a_service_gives_way_to_recording(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        page.add_init_script(RECOGNITION)
        open_interview(page, base)
        page.get_by_role("button", name="Speak your answer").click()
        page.evaluate("engine.onerror({ error: 'network' }); engine.onend();")
        expect(page.locator("[data-answer-hint]")).to_contain_text("your voice is recorded")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("[data-recorded-words]")).to_contain_text("Saved.")
    assert len(interviewer.uploads) == 1


def test_a_refused_microphone_and_camera_get_a_remedy_and_block_nothing(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview()
    with a_page(chromium, width=390) as page:
        page.add_init_script(NO_RECOGNITION + A_REFUSAL)
        open_interview(page, base)
        page.get_by_role("button", name="Camera").click()
        expect(page.locator("[data-device-words]")).to_contain_text("Your camera is blocked.")
        page.get_by_role("button", name="Speak your answer").click()
        expect(page.locator("[data-device-words]")).to_contain_text("Or type: it counts the same.")
        assert axe_findings(page) == []
        page.get_by_role("button", name="Type instead").click()
        expect(page.get_by_role("button", name="Speak your answer")).to_be_hidden()
        expect(answer_field(page)).to_be_focused()
        page.keyboard.type("Typed.")
        next_button(page).click()
        heading(page).to_contain_text("Question 2 of 3")
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
        heading(page).to_contain_text("Coding in Python")
        editor = page.get_by_role("textbox", name="Your code in Python.")
        expect(editor).to_contain_text("def ")
        assert axe_findings(page) == []
        assert overflow(page) == []
        colours = page.locator("[data-editor]").evaluate(
            "e => new Set([...e.shadowRoot.querySelectorAll('.cm-line span')].map((s) => getComputedStyle(s).color)).size"
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
        heading(page).to_have_text("Thank you, Asha Rao")
    [turn] = interviewer.turns
    assert turn.code
    assert turn.code.startswith("def last(items):\n    ")
    assert turn.code.rstrip().endswith("return items[-1]")
    assert turn.text == "The last item has the index -1."


@pytest.mark.parametrize("language", ["PYTHON", "JAVASCRIPT", "JAVA", "PHP", "RUBY", "CSHARP", "SQL"])
def test_each_language_is_highlighted(chromium: Browser, preview: Preview, base: str, language: str) -> None:
    preview.interview(questions=1, ai_interview_type="CODING", coding_language=language)
    with a_page(chromium) as page:
        open_interview(page, base)
        expect(page.locator("[data-editor] .cm-line span").first).to_be_visible()


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
    heading(page).to_have_text("Thank you, Asha Rao")
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


def test_a_reload_comes_back_to_the_same_question_draft_and_clock(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview(ai_interview_type="CODING", questions=2)
    with a_page(chromium) as page:
        open_interview(page, base)
        answer_field(page).fill("First")
        next_button(page).click()
        heading(page).to_contain_text("Question 2 of 2")
        editor = page.get_by_role("textbox", name="Your code in Python.")
        editor.focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("half = 1")
        answer_field(page).fill("In the middle of")
        question = questions_of(interviewer)[1]
        preview.shift = timedelta(seconds=100)
        page.reload()
        heading(page).to_contain_text("Question 2 of 2")
        expect(editor).to_contain_text("half = 1")
        expect(answer_field(page)).to_have_value("In the middle of")
        minutes = (question.time_limit_seconds - 101) // 60
        expect(page.locator("[data-question-left]")).to_have_text(re.compile(f"^{minutes}:"))


def test_another_device_finds_the_draft_and_the_older_one_says_so(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as laptop, a_page(chromium, width=390) as phone:
        open_interview(laptop, base)
        answer_field(laptop).fill("Written on the laptop")
        expect(laptop.locator("[data-saved]")).to_contain_text("Saved", timeout=8000)
        expect(laptop.locator("[data-saved]")).to_have_text(re.compile("ago|just now"), timeout=8000)
        open_interview(phone, base)
        expect(answer_field(phone)).to_have_value("Written on the laptop")
        answer_field(laptop).fill("Too late")
        heading(laptop).to_have_text("Your interview goes on elsewhere", timeout=8000)
        assert axe_findings(laptop) == []
        next_button(phone).click()
        heading(phone).to_contain_text("Question 2 of 3")
        laptop.get_by_role("button", name="Go on here instead").click()
        heading(laptop).to_contain_text("Question 2 of 3")
    assert interviewer.texts == ["Written on the laptop"]


def test_of_two_tabs_the_newer_goes_on_and_the_older_says_so_at_once(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview()
    with a_page(chromium) as older:
        open_interview(older, base)
        answer_field(older).fill("From the older tab")
        newer = older.context.new_page()
        open_interview(newer, base)
        expect(answer_field(newer)).to_have_value("From the older tab")
        heading(older).to_have_text("Your interview goes on elsewhere")
        heading(older).to_be_focused()
        expect(older.get_by_role("region", name="Time and tools")).to_be_hidden()




def test_an_answer_given_without_a_connection_is_kept_and_handed_in_by_itself(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview()
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_interview(page, base)
    context.set_offline(True)
    answer_field(page).fill("Said in a tunnel")
    expect(page.locator("[data-saved]")).to_have_text("Offline: your answer is kept here")
    expect(page.locator("[data-aloud]")).to_contain_text("You are offline.")
    assert axe_findings(page) == []
    next_button(page).click()
    expect(page.get_by_text("Your answer is being handed in.")).to_be_visible()
    assert interviewer.turns == []
    context.set_offline(False)
    heading(page).to_contain_text("Question 2 of 3", timeout=20_000)
    expect(page.locator("[data-aloud]")).to_contain_text("You are online again.")
    context.close()
    assert interviewer.texts == ["Said in a tunnel"]


def test_an_answer_kept_without_a_connection_survives_a_reload(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    context = chromium.new_context()
    page = context.new_page()
    open_interview(page, base)
    answer_field(page).fill("Kept here")
    preview.is_down = True
    next_button(page).click()
    expect(page.get_by_text("Your answer is being handed in.")).to_be_visible()
    page.reload()
    preview.is_down = False
    heading(page).to_contain_text("Question 2 of 3", timeout=20_000)
    context.close()
    assert interviewer.texts == ["Kept here"]


def test_the_time_warns_in_words_and_then_hands_in_by_itself(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    interviewer.pass_time(questions_of(interviewer)[0].time_limit_seconds - 17)
    with a_page(chromium) as page:
        open_interview(page, base)
        expect(page.locator("[data-warning]")).to_have_text("1 minute left for this answer.")
        expect(page.locator("[data-aloud]")).to_have_text("1 minute left for this answer.")
        answer_field(page).fill("As far as I got")
        expect(page.locator("[data-warning]")).to_contain_text("15 seconds left.")
        assert axe_findings(page) == []
        interviewer.pass_time(12)
        page.reload()
        heading(page).to_contain_text("Question 2 of 3")
        expect(page.locator("[data-warning]")).to_be_hidden()
    assert interviewer.texts == ["As far as I got"]


def test_at_its_end_the_interview_ends_by_itself_with_what_was_answered(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview(ends_in=timedelta(seconds=5))
    with a_page(chromium) as page:
        open_interview(page, base)
        answer_field(page).fill("Half an answer")
        heading(page).to_have_text("Thank you, Asha Rao")
        expect(page.get_by_text("1 of 3 answers")).to_be_visible()
    assert interviewer.texts == ["Half an answer"]


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
        heading(page).to_have_text("Thank you, Asha Rao")
        expect(page.get_by_text("1 of 3 answers")).to_be_visible()
    assert interviewer.texts == ["So far"]


def test_an_empty_answer_is_asked_about_once(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        next_button(page).click()
        expect(page.get_by_role("alert")).to_contain_text("There is no answer yet.")
        assert axe_findings(page) == []
        next_button(page).click()
        heading(page).to_contain_text("Question 2 of 3")
    assert interviewer.texts == [None]


def test_leaving_the_tab_and_pasting_are_told_as_facts(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        for state in ("hidden", "visible"):
            page.evaluate(
                """(state) => { Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
                     document.dispatchEvent(new Event("visibilitychange")); }""",
                state,
            )
        answer_field(page).evaluate(
            """(field) => { const data = new DataTransfer(); data.setData("text/plain", "x".repeat(300));
                 field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true })); }"""
        )
        answer_field(page).fill("x" * 300)
        next_button(page).click()
        heading(page).to_contain_text("Question 2 of 3")
    left, pasted = interviewer.turns[0].facts
    assert (left.kind, pasted.kind, pasted.characters) == ("LEFT_TAB", "PASTED", 300)
    assert left.until
    assert left.at <= left.until


def test_a_lost_link_says_what_to_do(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    context = chromium.new_context()
    page = context.new_page()
    open_interview(page, base)
    page.route("**/ai/answer", lambda route: route.fulfill(status=401, body=json.dumps({"error": "no link"})))
    answer_field(page).fill("Kept")
    next_button(page).click()
    heading(page).to_have_text("This page has lost its link")
    assert axe_findings(page) == []
    context.close()
    assert interviewer.turns == []


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
