"""Fair time limits, double clicks on "Next", and dictation with repetitions, in a real browser."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.candidate_actions import (
    answer_field,
    heading,
    next_button,
    open_interview,
    questions_of,
    speak,
    stop,
)
from tests.browser.page_checks import a_page, axe_findings, overflow
from tests.browser.preview import Preview

ANDROID = """
globalThis.SpeechRecognition = globalThis.webkitSpeechRecognition = class {
  start() { globalThis.engine = this; this.results = []; }
  stop() { setTimeout(() => this.onend(), 10); }
  hear(words, confidence) {
    this.results.push(Object.assign([{ transcript: words, confidence }], { isFinal: true }));
    this.onresult({ results: this.results, resultIndex: this.results.length - 1 });
  }
};
"""
"""As Chrome on Android: each step is final, has no confidence until the last, and repeats what was before it."""


def seconds_left(page: Page) -> int:
    minutes, seconds = page.locator("[data-question-left]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_dictation_that_repeats_itself_writes_each_word_once(chromium: Browser, preview: Preview, base: str) -> None:
    preview.interview()
    with a_page(chromium, width=390) as page:
        page.add_init_script(ANDROID)
        open_interview(page, base)
        speak(page)
        for words in ("I", "I build", "i build services", "I build services that"):
            page.evaluate("(words) => engine.hear(words, 0)", words)
        expect(page.locator("[data-live]")).to_have_text("I build services that")
        page.evaluate("engine.hear('I build services that last', 0.9)")
        expect(answer_field(page)).to_have_value("I build services that last")
        page.evaluate("engine.onend()")
        for words in ("They", "They run", "They run well"):
            page.evaluate("(words) => engine.hear(words, 0)", words)
        stop(page)
        expect(answer_field(page)).to_have_value("I build services that last They run well")


def test_words_that_wait_for_confidence_are_written_after_a_moment_and_go_on_from_there(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview()
    with a_page(chromium) as page:
        page.add_init_script(ANDROID)
        open_interview(page, base)
        speak(page)
        page.evaluate("engine.hear('First part', 0)")
        expect(answer_field(page)).to_have_value("First part", timeout=5000)
        page.evaluate("engine.hear('First part and more', 0.8)")
        expect(answer_field(page)).to_have_value("First part and more")
        page.evaluate("engine.hear('First part and more', 0.8)")
        page.evaluate("engine.hear('No', 0.8)")
        page.evaluate("engine.hear('No way', 0.8)")
        expect(answer_field(page)).to_have_value("First part and more No No way")


def test_two_presses_of_next_hand_in_one_answer(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview(questions=3)
    with a_page(chromium) as page:
        open_interview(page, base, mode="type")
        answer_field(page).fill("Once")
        next_button(page).dblclick()
        expect(heading(page)).to_contain_text("Question 2 of 3")
        # There is no answer yet: two quick presses ask once, and skip nothing.
        next_button(page).dblclick()
        expect(page.get_by_role("alert")).to_contain_text("There is no answer yet.")
        page.wait_for_timeout(300)
        expect(heading(page)).to_contain_text("Question 2 of 3")
    assert interviewer.texts == ["Once"]


def test_there_is_time_to_think_and_typing_gets_more(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    limit = questions_of(interviewer)[0].time_limit_seconds
    with a_page(chromium, width=320) as page:
        open_interview(page, base)
        expect(page.locator("[data-question-label]")).to_have_text("Time to think")
        expect(page.locator("[data-question-left]")).to_have_text(re.compile(r"^0:(20|1\d)$"))
        assert overflow(page) == []
        assert interviewer.ai_interview.presence.on_screen is not None
        interviewer.pass_time(30)
        page.reload()
        expect(page.locator("[data-question-left]")).to_have_text(re.compile(r"^\d:\d\d$"))
        expect(page.locator("[data-question-label]")).to_have_text("This answer")
        assert limit - 20 <= seconds_left(page) <= limit
        answer_field(page).type("Typed")
        page.wait_for_function(
            "(least) => { const [m, s] = document.querySelector('[data-question-left]').textContent.split(':');"
            " return Number(m) * 60 + Number(s) > least; }",
            arg=limit + 10,
            timeout=10_000,
        )
        assert axe_findings(page) == []
    assert interviewer.ai_interview.presence.on_screen.is_typed


def test_time_up_is_said_and_leaves_ten_seconds(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as page:
        open_interview(page, base)
        answer_field(page).fill("Nearly")
        expect(page.locator("[data-saved]")).to_contain_text("Saved", timeout=10_000)
        page.wait_for_function("() => !document.querySelector('[data-saved]').textContent.includes('as you')")
        current = interviewer.ai_interview.current
        assert current is not None
        interviewer.pass_time((current.ends_at - interviewer.now()).total_seconds() - 2)
        page.reload()
        warning = page.locator("[data-warning]")
        expect(warning).to_contain_text("Time’s up. Finish your sentence", timeout=8000)
        answer_field(page).fill("Nearly there")
        expect(heading(page)).to_contain_text("Question 2 of 3", timeout=15_000)
        expect(warning).to_have_text("Time’s up. Your answer was handed in.")
        expect(page.locator("[data-aloud]")).to_contain_text("Time’s up. Your answer was handed in.")
    assert interviewer.texts == ["Nearly there"]
    assert interviewer.turns[0].late_seconds == 0


def test_voice_dictation_and_page_follow_the_language_of_the_question_as_it_is(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview(language_code="de-DE")
    with a_page(chromium) as page:
        page.add_init_script(ANDROID)
        page.add_init_script("speechSynthesis.speak = (said) => { globalThis.said = said.lang; };")
        open_interview(page, base)
        # The bank's questions are in English, whatever the organisation's language is.
        expect(page.locator("[data-question-text]")).to_have_attribute("lang", "en-IN")
        expect(answer_field(page)).to_have_attribute("lang", "en-IN")
        speak(page)
        assert page.evaluate("engine.lang") == "en-IN"
        assert page.evaluate("globalThis.said") == "en-IN"
