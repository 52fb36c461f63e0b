"""Features that other browsers lack are removed from Chromium, and the interview can still be finished."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.candidate_actions import NO_RECOGNITION, answer_field, go_on, heading, open_interview, record, speak
from tests.browser.page_checks import a_page, axe_findings
from tests.browser.preview import Preview

# Firefox: no recognition, no question about permissions of devices.
FIREFOX = (
    NO_RECOGNITION
    + """
navigator.permissions.query = async () => { throw new TypeError("'camera' is not a valid value"); };
"""
)
# Safari: a recognition that needs Siri, sound as MP4 alone, no choice of a loudspeaker.
SAFARI = """
globalThis.SpeechRecognition = undefined;
globalThis.webkitSpeechRecognition = class {
  start() { setTimeout(() => { this.onerror({ error: "service-not-allowed" }); this.onend(); }, 10); }
  stop() { setTimeout(() => this.onend(), 10); }
};
const Real = globalThis.MediaRecorder;
globalThis.MediaRecorder = class extends EventTarget {
  static isTypeSupported(type) { return type === "audio/mp4"; }
  constructor(stream, { mimeType, ...options }) {
    super();
    if (mimeType !== "audio/mp4") throw new DOMException("mimeType is not supported", "NotSupportedError");
    this.mimeType = "audio/mp4";
    this.real = new Real(stream, options);
    this.real.ondataavailable = ({ data }) => {
      this.ondataavailable?.({ data });
      this.dispatchEvent(new Event("dataavailable"));
    };
  }
  get state() { return this.real.state; }
  start(slice) { this.real.start(slice); }
  pause() { this.real.pause(); }
  resume() { this.real.resume(); }
  requestData() { this.real.requestData(); }
  stop() { this.real.stop(); }
};
delete AudioContext.prototype.setSinkId;
"""
# Older still: nothing but fields to write in.
OLD = (
    NO_RECOGNITION
    + """
for (const name of ["MediaRecorder", "AudioContext", "BroadcastChannel", "speechSynthesis", "indexedDB"]) {
  delete globalThis[name];
  Object.defineProperty(globalThis, name, { value: undefined, configurable: true });
  delete globalThis[name];
}
delete Document.prototype.adoptedStyleSheets;
delete ShadowRoot.prototype.adoptedStyleSheets;
globalThis.CSSStyleSheet = class { constructor() { throw new TypeError("Illegal constructor"); } };
Object.defineProperty(navigator, "permissions", { value: undefined });
delete AbortSignal.timeout;
"""
)


def test_as_in_firefox_the_voice_is_recorded(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview(questions=1)
    with a_page(chromium) as page:
        page.add_init_script(FIREFOX)
        open_interview(page, base)
        record(page)
        expect(page.locator("[data-recorded-words]")).to_contain_text("Saved.")
        page.get_by_role("button", name="Hand in and finish").click()
        expect(heading(page)).to_have_text("Thank you, Asha Rao")
    assert [turn.audio_key in interviewer.uploads for turn in interviewer.turns] == [True]


def test_as_in_safari_recording_takes_over_in_its_own_format(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview(questions=2)
    asked = list[str]()
    with a_page(chromium, width=390) as page:
        page.add_init_script(SAFARI)
        page.on("request", lambda sent: asked.append(sent.post_data or "") if sent.url.endswith("/ai/upload") else None)
        open_interview(page, base)
        speak(page)
        expect(page.locator("[data-recorded-words]")).to_contain_text("Recording 0:0")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("[data-recorded-words]")).to_contain_text("Saved.")
        assert axe_findings(page) == []
        go_on(page)
    assert all('"content_type":"audio/mp4"' in each for each in asked)
    assert len(asked) == len(interviewer.uploads) == 1


@pytest.mark.parametrize("kind", ["TECHNICAL", "CODING"])
def test_a_browser_with_nothing_but_fields_comes_to_the_end(
    chromium: Browser, preview: Preview, base: str, kind: str
) -> None:
    interviewer = preview.interview(questions=1, ai_interview_type=kind)
    with a_page(chromium) as page:
        page.add_init_script(OLD)
        open_interview(page, base)
        expect(page.get_by_role("button", name=re.compile("Speak"))).to_have_count(0)
        expect(page.locator("[data-voice-words]")).to_have_text("No voice on this device: please read")
        if kind == "CODING":
            code = page.get_by_role("textbox", name="Your code", exact=True)
            code.fill("print(1)")
            expect(page.locator("[data-editor]")).to_be_hidden()
        answer_field(page).fill("Typed")
        page.get_by_role("button", name="Hand in and finish").click()
        expect(heading(page)).to_have_text("Thank you, Asha Rao")
    [turn] = interviewer.turns
    assert (turn.text, turn.code) == ("Typed", "print(1)" if kind == "CODING" else None)


def test_without_a_meter_the_checks_say_what_they_know(chromium: Browser, base: str) -> None:
    with a_page(chromium) as page:
        page.add_init_script(OLD)
        page.goto(f"{base}/pages/ready")
        page.get_by_role("button", name="Check camera and microphone").click()
        expect(page.locator("[data-check=microphone] [data-words]")).to_have_text("Connected")
        expect(page.locator("[data-check=speaker] [data-words]")).to_have_text("Not checked in this browser")
        expect(page.get_by_role("button", name="Play two notes")).to_be_hidden()
        assert axe_findings(page) == []
