"""After reloads, crashes, changes of device, lost connections and timeouts the interview continues with all answers."""

import json
import re
import time
from datetime import timedelta

from playwright.sync_api import Browser, expect

from tests.browser.candidate_actions import (
    NO_RECOGNITION,
    answer_field,
    code_editor,
    go_on,
    heading,
    next_button,
    open_interview,
    questions_of,
    record,
)
from tests.browser.page_checks import a_page, axe_findings
from tests.browser.preview import Preview

OFFLINE = 20.0
"""Seconds without a connection, as the interview promises to outlast them."""
IS_KEPT_HERE = """async (name) => {
  const { recordings } = await import("/static/dev/interview/drafts.js");
  return Boolean(await recordings.find(name));
}"""


def test_a_recording_that_a_crash_left_behind_is_handed_in(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    context = chromium.new_context()
    context.add_init_script(NO_RECOGNITION)
    page = context.new_page()
    # As long as this page lives: a request between the end of the route and the end of the page would save it.
    page.route("**/ai/upload", lambda route: route.abort())
    open_interview(page, base)
    record(page)
    expect(page.locator("[data-recorded-words]")).to_contain_text("It is being saved.")
    page.wait_for_function(IS_KEPT_HERE, arg=f"int_01.{questions_of(interviewer)[0].id}")
    page.close()
    again = context.new_page()
    open_interview(again, base)
    expect(again.locator("[data-recorded-words]")).to_have_text("Recorded. Saved. The team will listen to it.")
    go_on(again)
    context.close()
    assert [turn.audio_key in interviewer.uploads for turn in interviewer.turns] == [True]


def test_a_reload_comes_back_to_the_same_question_draft_and_clock(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview(ai_interview_type="CODING", questions=2)
    with a_page(chromium) as page:
        open_interview(page, base)
        answer_field(page).fill("First")
        next_button(page).click()
        expect(heading(page)).to_contain_text("Question 2 of 2")
        editor = code_editor(page)
        editor.focus()
        page.keyboard.press("Control+a")
        page.keyboard.type("half = 1")
        answer_field(page).fill("In the middle of")
        preview.shift = timedelta(seconds=100)
        page.reload()
        expect(heading(page)).to_contain_text("Question 2 of 2")
        expect(editor).to_contain_text("half = 1")
        expect(answer_field(page)).to_have_value("In the middle of")
        current = interviewer.ai_interview.current
        assert current is not None
        minutes = int((current.ends_at - interviewer.now()).total_seconds() - 1) // 60
        expect(page.locator("[data-question-left]")).to_have_text(re.compile(f"^{minutes}:"))


def test_another_device_finds_the_draft_and_the_older_one_says_so(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview()
    with a_page(chromium) as laptop, a_page(chromium, width=390) as phone:
        open_interview(laptop, base)
        answer_field(laptop).fill("Written on the laptop")
        laptop.evaluate("dispatchEvent(new Event('online'))")
        # A draft so soon after the entry may be left to the next heartbeat, 4 to 5 s later.
        saved = re.compile("Saved (just now|. s ago)")
        expect(laptop.locator("[data-saved]")).to_have_text(saved, timeout=20_000)
        open_interview(phone, base)
        expect(answer_field(phone)).to_have_value("Written on the laptop")
        answer_field(laptop).fill("Too late")
        laptop.evaluate("dispatchEvent(new Event('online'))")
        expect(heading(laptop)).to_have_text("Your interview goes on elsewhere")
        assert axe_findings(laptop) == []
        assert interviewer.turns == []
        next_button(phone).click()
        expect(heading(phone)).to_contain_text("Question 2 of 3")
        laptop.get_by_role("button", name="Go on here instead").click()
        expect(heading(laptop)).to_contain_text("Question 2 of 3")
    assert interviewer.texts == ["Written on the laptop"]


def test_an_older_window_that_learns_it_late_hands_nothing_in(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    laptop = chromium.new_context().new_page()
    open_interview(laptop, base)
    with a_page(chromium) as phone:
        open_interview(phone, base)
    answer_field(laptop).fill("Too late")
    next_button(laptop).click()
    expect(heading(laptop)).to_have_text("Your interview goes on elsewhere")
    laptop.context.close()
    assert interviewer.turns == []


def test_the_newer_of_two_tabs_continues_and_the_older_says_so_at_once(
    chromium: Browser, preview: Preview, base: str
) -> None:
    preview.interview()
    with a_page(chromium) as older:
        open_interview(older, base)
        answer_field(older).fill("From the older tab")
        newer = older.context.new_page()
        open_interview(newer, base)
        expect(answer_field(newer)).to_have_value("From the older tab")
        expect(heading(older)).to_have_text("Your interview goes on elsewhere")
        expect(heading(older)).to_be_focused()
        expect(older.get_by_role("region", name="Time and tools")).to_be_hidden()


def test_after_twenty_seconds_offline_the_kept_answer_is_handed_in_by_itself(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview()
    context = chromium.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    open_interview(page, base)
    context.set_offline(True)
    gone = time.monotonic()
    answer_field(page).fill("Said in a tunnel")
    expect(page.locator("[data-saved]")).to_have_text("Offline: your answer is kept here")
    expect(page.locator("[data-aloud]")).to_contain_text("You are offline.")
    assert axe_findings(page) == []
    answer_field(page).fill("Said in a tunnel, all of it")
    next_button(page).click()
    expect(page.get_by_text("Your answer is being handed in.")).to_be_visible()
    page.wait_for_timeout(max(0, OFFLINE - (time.monotonic() - gone)) * 1000)
    assert time.monotonic() - gone >= OFFLINE
    expect(page.locator("[data-saved]")).to_have_text("Offline: your answer is kept here")
    expect(answer_field(page)).to_have_value("Said in a tunnel, all of it")
    assert interviewer.turns == []
    context.set_offline(False)
    expect(heading(page)).to_contain_text("Question 2 of 3", timeout=20_000)
    expect(page.locator("[data-aloud]")).to_contain_text("You are online again.")
    context.close()
    assert interviewer.texts == ["Said in a tunnel, all of it"]


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
    expect(heading(page)).to_contain_text("Question 2 of 3", timeout=20_000)
    context.close()
    assert interviewer.texts == ["Kept here"]


def test_the_time_warns_in_words_and_then_hands_in_by_itself(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    with_typing = questions_of(interviewer)[0].time_limit_seconds * 3 // 2
    with a_page(chromium) as page:
        with page.expect_response("**/ai/heartbeat"):
            open_interview(page, base, mode="type")
        interviewer.pass_time(20 + with_typing - 22)
        page.reload()
        warning = page.locator("[data-warning]")
        expect(warning).to_have_text("1 minute left for this answer. Then it is handed in by itself.")
        expect(page.locator("[data-aloud]")).to_contain_text("1 minute left for this answer.")
        answer_field(page).fill("As far as I got")
        expect(warning).to_contain_text("15 seconds left for this answer.", timeout=10_000)
        assert axe_findings(page) == []
        interviewer.pass_time(500)
        page.reload()
        expect(heading(page)).to_contain_text("Question 2 of 3")
        expect(warning).to_have_text("Time’s up. Your answer was handed in.")
    assert interviewer.texts == ["As far as I got"]


def test_at_its_end_the_interview_ends_by_itself_with_what_was_answered(
    chromium: Browser, preview: Preview, base: str
) -> None:
    interviewer = preview.interview(ends_in=timedelta(seconds=5))
    with a_page(chromium) as page:
        open_interview(page, base)
        answer_field(page).fill("Half an answer")
        expect(heading(page)).to_have_text("Thank you, Asha Rao", timeout=20_000)
        expect(page.get_by_text("1 of 3 answers")).to_be_visible()
    assert interviewer.texts == ["Half an answer"]


def test_a_lost_link_says_what_to_do(chromium: Browser, preview: Preview, base: str) -> None:
    interviewer = preview.interview()
    context = chromium.new_context()
    page = context.new_page()
    open_interview(page, base)
    page.route("**/ai/answer", lambda route: route.fulfill(status=401, body=json.dumps({"error": "no link"})))
    answer_field(page).fill("Kept")
    next_button(page).click()
    expect(heading(page)).to_have_text("This page has lost its link")
    assert axe_findings(page) == []
    context.close()
    assert interviewer.turns == []
