"""Members in Chromium: invited, signed in and out; a viewer only reads; two who change one thing; unknown addresses."""

import uuid
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from local.organisation import found_on
from local.recruiting import Recruiter
from local.running import RunningStack
from tests.browser.members import SLOW, state_of
from tests.browser.page_checks import a_page

TAG = uuid.uuid4().hex[:8]
ADMIN, VIEWER = f"asha.{TAG}@members.example.com", f"viewer.{TAG}@members.example.com"


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    return Recruiter(stack, found_on(stack.stack, "Members", {}, ADMIN).token)


@pytest.fixture(scope="module")
def state(chromium: Browser, stack: RunningStack, recruiter: Recruiter) -> Any:
    return state_of(chromium, stack, ADMIN)


def test_a_member_invited_as_a_viewer_signs_in_reads_writes_nothing_and_signs_out(
    chromium: Browser, stack: RunningStack, state: Any, recruiter: Recruiter
) -> None:
    job_id = recruiter.job(job_title="Nurse")
    candidate_id = recruiter.candidate(job_id)
    with a_page(chromium, storage_state=state) as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/settings/members")
        page.get_by_label("E-mail address").fill(VIEWER)
        page.get_by_label("Role", exact=True).select_option("viewer")
        page.get_by_role("button", name="Invite").click()
        expect(page.get_by_role("row", name=VIEWER)).to_contain_text("Invited", timeout=SLOW)
    with a_page(chromium, may_refuse=True, storage_state=state_of(chromium, stack, VIEWER)) as page:
        page.set_default_timeout(SLOW)
        for path in ("/jobs", f"/jobs/{job_id}", "/candidates", f"/candidates/{candidate_id}", "/calendar", ""):
            page.goto(f"{stack.portal_url}/console{path}")
            expect(page.locator("h1")).to_be_visible()
            assert page.locator("main form[method=post], main [role=switch]").count() == 0, path
        written = page.evaluate(
            """(path) => fetch(path, { method: "POST", body: new URLSearchParams({ turn: "shortlisted off" }) })
                 .then(async (answer) => [answer.status, await answer.text()])""",
            f"/console/candidates/{candidate_id}/gates",
        )
        assert (written[0], "You may not do this" in written[1]) == (403, True)
        page.goto(f"{stack.portal_url}/console/settings/me")
        page.get_by_role("button", name="Sign out", exact=True).click()
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.goto(f"{stack.portal_url}/console/candidates")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()


def test_an_address_that_nobody_has_is_answered_as_one_that_somebody_has(
    chromium: Browser, stack: RunningStack, recruiter: Recruiter
) -> None:
    seen: list[tuple[str, str]] = []
    for address in (ADMIN, f"nobody.{TAG}@members.example.com"):
        with a_page(chromium) as page:
            page.set_default_timeout(SLOW)
            page.goto(f"{stack.portal_url}/console/sign-in")
            page.get_by_label("Your work e-mail address").fill(address)
            page.get_by_role("button", name="Send me a link").click()
            expect(page.get_by_role("heading", name="Look at your e-mail")).to_be_visible()
            seen.append((page.url, page.locator("main").inner_text()))
    assert seen[0] == seen[1]


def test_of_two_who_change_one_candidate_the_second_is_told_and_keeps_what_they_typed(
    chromium: Browser, stack: RunningStack, state: Any, recruiter: Recruiter
) -> None:
    candidate_id = recruiter.candidate(recruiter.job(), full_name="Asha Raman")
    with (
        a_page(chromium, storage_state=state) as first,
        a_page(chromium, may_refuse=True, storage_state=state) as second,
    ):
        for page, name in ((first, "Asha Rao"), (second, "Asha Ray")):
            page.set_default_timeout(SLOW)
            page.goto(f"{stack.portal_url}/console/candidates/{candidate_id}/edit")
            page.get_by_label("Name", exact=True).fill(name)
        first.get_by_role("button", name="Save").click()
        expect(first.get_by_role("heading", name="Asha Rao")).to_be_visible()
        second.get_by_role("button", name="Save").click()
        expect(second.get_by_role("alert")).to_contain_text("What you typed is still below.")
        expect(second.get_by_label("Name", exact=True)).to_have_value("Asha Ray")
    assert recruiter.made("GET", f"/candidates/{candidate_id}")["full_name"] == "Asha Rao"
