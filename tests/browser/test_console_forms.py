"""Forms of the console that do not get through: what was typed is still there, and goes with one more press."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from local.organisation import found_on
from local.recruiting import Recruiter
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
        # Away from the field: who chooses a time types in nothing.
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
