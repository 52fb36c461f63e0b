"""A candidate's actions in the browser, one function for each."""

import re

from playwright.sync_api import Locator, Page, expect

from greenroom.interviewing.plan import Question
from tests.browser.interviewer import Interviewer

START = "/interview/start/int_01"
NO_RECOGNITION = "delete globalThis.webkitSpeechRecognition; delete globalThis.SpeechRecognition;"
REFUSED_DEVICES = """
navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("as a test asks", "NotAllowedError"); };
"""
RECOGNITION = """
globalThis.SpeechRecognition = globalThis.webkitSpeechRecognition = class {
  start() { globalThis.engine = this; }
  stop() { setTimeout(() => this.onend(), 10); }
  hear(words, isFinal) {
    this.onresult({ results: [Object.assign([{ transcript: words }], { isFinal })], resultIndex: 0 });
  }
};
"""
"""A recognition that hears what a test says: `engine.hear("words", true)`."""


def open_interview(page: Page, base: str, mode: str = "speak") -> None:
    page.goto(f"{base}{START}?mode={mode}")
    expect(page.get_by_role("heading", level=1)).to_be_focused()


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def answer_field(page: Page) -> Locator:
    return page.get_by_role("textbox", name=re.compile("Your answer|Explain your thinking"))


def code_editor(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Your code in Python.")


def next_button(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile("Next question|Hand in and finish"))


def go_on(page: Page, number: int = 2) -> None:
    """Hand in the answer, and wait for the next question."""
    next_button(page).click()
    expect(heading(page)).to_contain_text(f"Question {number} of ")


def speak(page: Page) -> None:
    page.get_by_role("button", name=re.compile("Speak your answer|Go on speaking")).click()


def stop(page: Page) -> None:
    page.get_by_role("button", name="Stop").click()


def record(page: Page) -> None:
    """Speak until something was heard, because a recording that is stopped at once is empty."""
    speak(page)
    page.wait_for_function("() => parseInt(document.querySelector('[data-bar]').getAttribute('width')) > 5")
    stop(page)


def questions_of(interviewer: Interviewer) -> list[Question]:
    return [question for _, _, question in interviewer.ai_interview.sequence]
