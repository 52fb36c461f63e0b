"""Spoken answers with fake devices: if recognition fails, the chosen microphone is recorded."""

import math
import re
import struct
import wave
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from local.browser import FLAGS, TEST_BROWSER
from tests.browser.candidate_actions import RECOGNITION, answer_field, go_on, heading, open_interview, speak, stop
from tests.browser.page_checks import a_page, assert_fits_every_screen
from tests.browser.preview import Preview

WEBM = b"\x1aE\xdf\xa3"
DEAF = RECOGNITION
"""A recognition that starts, says nothing and hears nothing, as some browsers' does."""
BROKEN = """
globalThis.SpeechRecognition = globalThis.webkitSpeechRecognition = class {
  start() { throw new DOMException("as a test asks", "InvalidStateError"); }
  stop() {}
};
"""
OPENED = """
globalThis.opened = [];
const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wishes) => {
  const stream = await real(wishes);
  if (wishes.audio) globalThis.opened.push(stream.getAudioTracks()[0].label);
  return stream;
};
"""
"""Stores the microphone of each recording."""
recorded_words = "[data-recorded-words]"


@pytest.fixture(scope="module")
def speaker(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A Chromium whose microphone hears a voice that does not pause."""
    sound = tmp_path_factory.mktemp("sound") / "voice.wav"
    _write_voice(sound)
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={sound}"]
    browser = playwright.chromium.launch(executable_path=TEST_BROWSER, args=flags)
    yield browser
    browser.close()


def _write_voice(path: Path) -> None:
    """Two seconds of a hum with overtones, loud enough for speech."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        for at in range(32_000):
            value = sum(math.sin(2 * math.pi * 140 * harmony * at / 16_000) / harmony for harmony in (1, 2, 3, 4))
            file.writeframesraw(struct.pack("<h", int(9000 * value)))


@pytest.mark.parametrize("stub", [BROKEN, DEAF], ids=["broken", "deaf"])
def test_the_voice_is_recorded_from_the_first_word_even_if_recognition_fails(
    speaker: Browser, preview: Preview, base: str, stub: str
) -> None:
    interviewer = preview.interview()
    with a_page(speaker, width=390) as page:
        page.add_init_script(stub)
        open_interview(page, base)
        speak(page)
        page.wait_for_function("() => parseInt(document.querySelector('[data-bar]').getAttribute('width')) > 5")
        page.wait_for_timeout(1000)  # so long the voice is heard
        stop(page)
        expect(page.locator(recorded_words)).to_contain_text("Saved. The team will listen to it.")
        expect(page.locator("[data-answer-hint]")).to_contain_text("The team will listen to it.")
        answer_field(page).fill("And a word in writing.")
        go_on(page)
    [turn] = interviewer.turns
    assert turn.text == "And a word in writing."
    assert turn.audio_key
    assert interviewer.uploads[turn.audio_key].startswith(WEBM)


def test_recognition_that_gives_up_in_the_middle_loses_no_word(speaker: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    interviewer.transcript = "I build services. They last."
    with a_page(speaker) as page:
        page.add_init_script(RECOGNITION)
        open_interview(page, base)
        speak(page)
        expect(page.locator("[data-voice-words]")).to_have_text("Listening to you")
        page.evaluate("engine.hear('I build services.', true)")
        page.wait_for_function("() => parseInt(document.querySelector('[data-bar]').getAttribute('width')) > 5")
        page.evaluate("engine.onerror({ error: 'aborted' }); engine.onend();")
        expect(page.locator(recorded_words)).to_contain_text("Recording")
        stop(page)
        # The recording has everything, from before recognition failed.
        expect(answer_field(page)).to_have_value("I build services. They last.")
        go_on(page)
    assert interviewer.texts == ["I build services. They last."]


def test_the_microphone_that_was_chosen_is_the_one_that_is_heard(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.session = preview.session_in(timedelta(seconds=10))
    with a_page(chromium) as page:
        page.add_init_script(RECOGNITION + OPENED)
        page.goto(base)
        page.get_by_role("button", name="Check camera and microphone").click()
        expect(page.locator("[data-check=microphone] [data-words]")).to_have_text("We hear you")
        expect(page.locator("[data-practice-how]")).to_have_text("Your browser writes down what you say.")
        menu = page.get_by_role("combobox", name="Microphone")
        menu.select_option(label="Fake Audio Input 2")
        expect(page.locator("[data-practice-how]")).to_contain_text("with the microphone you chose")
        expect(page.locator("[data-check=microphone] [data-words]")).to_have_text("We hear you")
        assert page.evaluate("opened.at(-1)") == "Fake Audio Input 2"
        _begin(page)
        speak(page)
        expect(page.locator(recorded_words)).to_contain_text("Recording")
        assert page.evaluate("opened") == ["Fake Audio Input 2"]


def test_the_ready_room_plays_back_what_it_hears_and_tries_a_question_by_the_way_of_the_interview(
    speaker: Browser, preview: Preview, base: str
) -> None:
    preview.session = preview.session_in(timedelta(seconds=10), ai_interview_type="CODING")
    with a_page(speaker, width=390, reduced_motion="reduce") as page:
        page.goto(base)
        expect(page.locator("[data-check=editor] [data-words]")).to_have_text("Loaded")
        page.get_by_role("button", name="Check camera and microphone").click()
        player = page.get_by_label("How you sound")
        expect(player).to_be_visible()
        assert _length(page, "[data-sample-player]") > 1
        practice = page.locator("[data-practice]")
        expect(practice).to_contain_text("Nobody scores it")
        practice.get_by_role("button", name="Answer by speaking").click()
        # Whether this Chromium has a recognition or not: in the end the voice is in a recording.
        expect(practice.locator("[data-practice-state]")).to_have_text("Recording", timeout=15_000)
        page.wait_for_timeout(500)  # so long the voice is heard
        practice.get_by_role("button", name="Stop").click()
        expect(page.get_by_label("Your recording")).to_be_visible()
        expect(practice.locator("[data-practice-how]")).to_contain_text("the team will listen to it")
        assert_fits_every_screen(page)
        _begin(page)
        # Recognition that failed there is not tried again here.
        expect(page.locator("[data-answer-hint]")).to_contain_text("your voice is recorded")


def test_the_voice_of_the_interview_is_tried_before_it_in_the_language_of_the_questions(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.session = preview.session_in(timedelta(seconds=10), language_code="de-DE")
    with a_page(chromium) as page:
        page.add_init_script(
            """speechSynthesis.speak = (said) => {
                 globalThis.said = [said.lang, said.text];
                 setTimeout(() => { said.onstart(); said.onend(); }, 10);
               };"""
        )
        page.goto(base)
        page.get_by_role("button", name="Hear the interviewer’s voice").click()
        expect(page.get_by_role("button", name="Yes, I heard it")).to_be_visible()
        # Without a model the questions are in English, whatever the organisation's language is.
        assert page.evaluate("said[0]") == "en"
        page.get_by_role("button", name="Yes, I heard it").click()
        expect(page.locator("[data-check=speaker] [data-words]")).to_have_text("You can hear")


def _begin(page: Page) -> None:
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Start", exact=True).click()
    expect(heading(page)).to_contain_text(re.compile("Question 1 of"))


def _length(page: Page, player: str) -> float:
    """Seconds of sound. A recording tells its length when its end is looked for."""
    return float(
        page.eval_on_selector(
            player,
            """(player) => new Promise((resolve) => {
                 player.addEventListener("seeked", () => resolve(player.currentTime), { once: true });
                 player.currentTime = 3600;
               })""",
        )
    )
