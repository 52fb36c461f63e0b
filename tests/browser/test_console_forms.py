"""Forms of the console that fail: the typed texts stay, and one more press sends them."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from greenroom.clock import rfc3339
from local.organisation import found_on
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from tests.browser.members import SLOW, state_of
from tests.browser.page_checks import a_page, assert_fits_every_screen

ADMIN = f"asha.{uuid.uuid4().hex[:8]}@forms.example.com"


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, found_on(stack.stack, "Forms", {"min_notice_minutes": 0}, ADMIN).token)


@pytest.fixture(scope="module")
def state(chromium: Browser, stack: RunningStack, recruiter: Recruiter) -> Any:
    return state_of(chromium, stack, ADMIN)


def fill(page: Page, stack: RunningStack, name: str) -> None:
    page.set_default_timeout(SLOW)
    page.goto(f"{stack.portal_url}/console/candidates/new")
    page.locator("#f-full_name").fill(name)
    page.locator("#f-email").fill(f"{uuid.uuid4().hex}@example.com")


def press(page: Page) -> None:
    page.get_by_role("button", name="Add the candidate").click()


def test_a_lost_network_and_an_ended_session_lose_nothing_that_was_typed(
    chromium: Browser, stack: RunningStack, state: Any
) -> None:
    with a_page(chromium, may_refuse=True, storage_state=state) as page:
        fill(page, stack, "Nurse Asha")
        page.context.set_offline(True)
        press(page)
        expect(page.locator("#said")).to_contain_text("What you typed is still here. Press again.")
        page.context.set_offline(False)

        page.context.clear_cookies()
        press(page)
        expect(page.locator("#said")).to_contain_text("Your sign-in has ended, so nothing was saved.", timeout=SLOW)
        expect(page.locator("#said").get_by_role("link", name="Sign in in another tab")).to_be_visible()
        expect(page.locator("#f-full_name")).to_have_value("Nurse Asha")
        assert_fits_every_screen(page)

        # Signed in anew, in another tab.
        page.context.add_cookies(state_of(chromium, stack, ADMIN)["cookies"])
        press(page)
        page.get_by_role("button", name="Send it now").click(timeout=SLOW)
        expect(page.get_by_role("heading", name="Nurse Asha")).to_be_visible(timeout=SLOW)


def test_a_page_that_refreshes_itself_leaves_what_is_half_typed(
    chromium: Browser, stack: RunningStack, state: Any, recruiter: Recruiter
) -> None:
    candidate_id = recruiter.candidate(recruiter.job(job_title="Nurse"))
    with a_page(chromium, storage_state=state) as page:
        page.set_default_timeout(SLOW)
        page.clock.install()
        page.goto(f"{stack.portal_url}/console/candidates/{candidate_id}")
        notes = page.get_by_label("Notes for the team")
        notes.fill("Speaks Tamil.")
        # Leave the text field: a person who chooses a time is not typing in a field.
        page.locator("#f-interview_type").focus()
        page.locator("h1").click()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.clock.run_for(120_000)
        expect(notes).to_have_value("Speaks Tamil.")
        assert asked == []

        notes.fill("")
        page.locator("h1").click()
        with page.expect_request(lambda request: candidate_id in request.url or "/changes" in request.url):
            page.clock.run_for(120_000)


def test_the_questions_of_an_interview_change_places_by_keyboard_and_are_saved(
    chromium: Browser, stack: RunningStack, state: Any, recruiter: Recruiter
) -> None:
    job_id = recruiter.job(job_title="Nurse, intensive care", job_description="Care for ventilated patients.")
    time = {"starts_at": rfc3339(at(9)), "duration_minutes": 30}
    interview_id = recruiter.interview(job_id, recruiter.candidate(job_id), **time)

    def planned() -> Any:
        reply = recruiter.call("GET", f"/interviews/{interview_id}/plan")
        return reply.json["questions"] if reply.status == 200 else None

    first, second, *_ = eventually(planned, "the plan", 90)
    with a_page(chromium, storage_state=state) as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/interviews/{interview_id}/plan")
        down = page.locator(f"[id='down-{first['id']}']")
        down.press("Enter")
        expect(page.get_by_text("Not saved yet.")).to_be_visible()
        expect(down).to_be_focused()
        expect(page.locator("fieldset.question textarea[name=text]").first).to_have_value(second["text"])
        assert [one["id"] for one in planned()][:2] == [first["id"], second["id"]]
        page.get_by_role("button", name="Save", exact=True).last.press("Enter")
        expect(page.locator("#said")).to_contain_text("The questions are saved.")
        assert [one["id"] for one in planned()][:2] == [second["id"], first["id"]]
        assert_fits_every_screen(page)
        assert_no_focus_is_covered(page)
        page.goto(f"{stack.portal_url}/console/jobs/{job_id}/questions")
        assert_fits_every_screen(page)


def assert_no_focus_is_covered(page: Page) -> None:
    """On a phone the bar at the bottom stays, and nothing that Tab reaches is behind it."""
    page.set_viewport_size({"width": 390, "height": 700})
    page.locator(".skip").focus()
    reached = 0
    while page.evaluate("document.activeElement !== document.body") and reached < 200:
        page.keyboard.press("Tab")
        reached += 1
        covered = page.evaluate(
            """() => { const one = document.activeElement, bar = document.querySelector(".places");
                 return !bar.contains(one) && one.getBoundingClientRect().top > bar.getBoundingClientRect().top
                   ? one.outerHTML.slice(0, 120) : null; }"""
        )
        assert covered is None
    assert 20 < reached < 200
