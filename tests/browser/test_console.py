"""The console on the local cloud: signed in by mail, with and without its script, on every screen."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from greenroom.clock import utc_now
from local.organisation import found_on
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from tests.browser.page_checks import a_page, assert_fits_every_screen

ADMIN = f"asha.{uuid.uuid4().hex[:8]}@console.example.com"
NAME = "மீனாட்சி சுந்தரேஸ்வரர் Wolfeschlegelsteinhausenbergerdorff"
SLOW = 30_000
type Open = Callable[..., Any]
expect.set_options(timeout=SLOW)


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """An organisation with one member, an admin."""
    return Recruiter(stack, found_on(stack.stack, "St. Mary's", {"min_notice_minutes": 0}, ADMIN).token)


def link_by_mail(stack: RunningStack, known: set[str]) -> str:
    """The newest sign-in link that was mailed to the admin."""

    def mailed() -> str | None:
        for mail in stack.mails():
            found = re.search(r"https?://\S+/console/sign-in/open\?token=[\w-]+", mail["BodyText"])
            if ADMIN in mail["To"] and found and mail["MessageId"] not in known:
                return found[0]
        return None

    return eventually(mailed, "the link by mail")


@pytest.fixture(scope="module")
def state(chromium: Browser, stack: RunningStack, recruiter: Recruiter) -> Any:
    """The cookie of the admin, who signed in by mail."""
    known = {mail["MessageId"] for mail in stack.mails()}
    with a_page(chromium) as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console")
        expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
        page.get_by_label("Your work e-mail address").fill(ADMIN)
        page.get_by_role("button", name="Send me a link").click()
        expect(page.get_by_role("heading", name="Look at your e-mail")).to_be_visible()
        page.goto(link_by_mail(stack, known))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
        return page.context.storage_state()


@pytest.fixture
def console(chromium: Browser, stack: RunningStack, state: Any) -> Open:
    """Opens a page of the console, signed in."""
    del stack
    return lambda **options: a_page(chromium, storage_state=state, **options)


def tomorrow(days: int = 1) -> date:
    return (utc_now() + timedelta(days=days)).date()


def add_nursing_job(page: Page) -> None:
    page.locator("[name=job_title]").fill("Nurse in intensive care")
    page.locator("[name=company_name]").fill("St. Mary's")
    page.locator("[name=job_description]").fill("Care for patients.")
    page.locator("main form button.primary").click()
    expect(page.get_by_role("heading", name="Nurse in intensive care")).to_be_visible()


def add_nurse(page: Page) -> None:
    page.locator("#f-full_name").fill(NAME)
    page.locator("#f-email").fill("meenakshi@example.com")
    page.locator("#f-job_id").select_option(label="Nurse in intensive care")
    page.get_by_role("button", name="Add the candidate").click()


def test_from_a_job_to_a_booked_interview_without_a_script(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    with console(java_script_enabled=False) as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/jobs/new")
        add_nursing_job(page)

        page.get_by_role("link", name="New times").click()
        page.locator("#f-day").fill(tomorrow(3).isoformat())
        page.locator("#f-start_time").fill("14:30")
        page.locator("#f-end_time").fill("15:15")
        page.get_by_role("button", name="Open these times").click()
        expect(page.locator("#said")).to_contain_text("14:30 India time, until 15:15")
        expect(page.get_by_role("link", name="14:30 to 15:15")).to_be_visible()

        page.goto(f"{stack.portal_url}/console/candidates/new")
        add_nurse(page)
        page.goto(f"{stack.portal_url}/console/candidates")
        page.get_by_role("link", name=NAME).first.click()
        for gate in ("Shortlisted", "Interview enabled"):
            page.get_by_role("switch", name=gate, exact=True).click()
            expect(page.get_by_role("switch", name=gate, exact=True)).to_be_checked()
        page.get_by_role("radio", name="14:30 to 15:15").check()
        page.get_by_role("button", name="Book and send the invitation").click()
        expect(page.locator("[data-interview]")).to_contain_text("14:30 to 15:15 India time")
        expect(page.locator("[data-interview]")).to_contain_text("Booked")

        page.get_by_role("link", name="Move").click()
        page.locator("#f-day").fill(tomorrow(4).isoformat())
        page.locator("#f-start").fill("16:00")
        page.get_by_role("button", name="Move it").click()
        expect(page.locator("[data-interview]")).to_contain_text("16:00 to 16:45 India time")
        [interview] = recruiter.made("GET", "/interviews?status=SCHEDULED")["items"]

        page.locator("[data-interview]").get_by_role("link", name="Cancel").click()
        page.get_by_label("Why").fill("The position is filled.")
        page.get_by_role("button", name="Cancel the interview").click()
        expect(page.locator("[data-interview]")).to_contain_text("Cancelled")
    assert (interview["candidate_name"], interview["job_title"]) == (NAME, "Nurse in intensive care")


def test_a_switch_acts_in_place_and_its_undo_takes_it_back(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    job_id = recruiter.job(job_title="Teacher")
    candidate_id = recruiter.candidate(job_id, enabled=False)
    with console() as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/candidates?job_id={job_id}")
        mark(page)
        shortlisted = page.locator(f"#shortlisted-{candidate_id}")
        shortlisted.click()
        expect(shortlisted).to_be_checked()
        page.get_by_role("button", name="Undo").click()
        expect(shortlisted).not_to_be_checked()
        assert is_same_page(page)
        page.reload()
        expect(shortlisted).not_to_be_checked()


def test_the_mail_is_seen_to_go_out_without_loading_the_page_again(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    job_id = recruiter.job(job_title="Driver")
    candidate_id = recruiter.candidate(job_id)
    recruiter.slot(job_id, at(6))
    with console() as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/candidates/{candidate_id}")
        mark(page)
        page.locator(".time").first.click()
        page.get_by_role("button", name="Book and send the invitation").click()
        expect(page.locator("[data-interview]")).to_contain_text("Booked")
        expect(page.locator("[data-interview]")).to_contain_text("Mail sent", timeout=60_000)
        assert is_same_page(page)

        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("button", name="Copy link").click()
        expect(page.locator("#said")).to_contain_text("The link is copied.")
        link = page.get_by_label("The candidate's link").input_value()
        assert (link.startswith(stack.portal_url), page.evaluate("navigator.clipboard.readText()")) == (True, link)


def test_keys_reach_the_search_the_rows_and_the_list_of_keys(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    recruiter.candidate(recruiter.job(job_title="Pilot"), enabled=False, full_name="Zoë Pilot")
    with console() as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/candidates")
        page.keyboard.press("j")
        page.keyboard.press("x")
        expect(page.locator("tr[data-at] input[type=checkbox]")).to_be_checked()
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        expect(page.get_by_role("heading", name="Keys")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("zoë")
        page.keyboard.press("Enter")
        expect(page.get_by_role("link", name="Zoë Pilot").first).to_be_visible()


def test_the_palette_finds_somebody_and_books_and_does_what_the_page_offers(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    job_id = recruiter.job(job_title="Sailor")
    candidate_id = recruiter.candidate(job_id, full_name="Yusuf Sailor", timezone="Europe/Berlin")
    with console() as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console")
        page.keyboard.press("Control+k")
        palette = page.get_by_role("dialog", name="Do or find")
        expect(palette.get_by_role("link", name="New times")).to_be_visible()
        page.keyboard.type("yusuf")
        expect(palette.get_by_role("link", name="Book an interview with Yusuf Sailor")).to_be_visible()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Book an interview")).to_be_in_viewport()
        assert f"/console/candidates/{candidate_id}#book" in page.url
        page.locator("#f-day").fill(f"{utc_now().year + 1}-01-15")
        page.locator("#f-start").fill("14:30")
        expect(page.locator("[data-own-zone]")).to_contain_text("For the candidate in Berlin:")
        expect(page.locator("[data-own-zone]")).to_contain_text("10:00")
        page.evaluate("document.activeElement.blur()")

        page.keyboard.press("Control+k")
        expect(palette.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("here change")
        expect(palette.get_by_role("button").first).to_have_text("Here: Change")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/console/candidates/{candidate_id}/edit")


def test_a_mail_that_is_refused_says_why_and_is_sent_again_by_one_press(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    job_id = recruiter.job(job_title="Baker")
    candidate_id = recruiter.candidate(job_id, full_name="Noor Baker")
    recruiter.slot(job_id, at(7))
    with console() as page, mail_account_in_its_sandbox(stack) as leave_the_sandbox:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/candidates/{candidate_id}")
        mark(page)
        page.locator(".time").first.click()
        page.get_by_role("button", name="Book and send the invitation").click()
        interview = page.locator("[data-interview]")
        expect(interview).to_contain_text("Mail failed", timeout=60_000)
        expect(interview).to_contain_text("sends only to addresses that were verified")
        assert is_same_page(page)

        page.get_by_role("link", name="Dashboard").click()
        need = page.locator(".needs li", has_text="Noor Baker: The mail failed.")
        leave_the_sandbox()
        need.get_by_role("link").click()
        page.get_by_role("button", name="Resend").click()
        expect(page.locator("[data-interview]")).to_contain_text("Mail sent", timeout=60_000)


@contextmanager
def mail_account_in_its_sandbox(stack: RunningStack) -> Iterator[Callable[[], Any]]:
    """SES refuses every address, until it is told otherwise."""
    ses = stack.client("sesv2")
    about = {"MailType": "TRANSACTIONAL", "WebsiteURL": "https://example.com"}
    ses.put_account_details(ProductionAccessEnabled=False, **about)
    leave = partial(ses.put_account_details, ProductionAccessEnabled=True, **about)
    try:
        yield leave
    finally:
        leave()


def test_records_of_another_organisation_are_not_shown(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    theirs = Recruiter(stack, stack.new_organisation("Rivals", {"min_notice_minutes": 0}).token)
    job_id = theirs.job(job_title="Their secret job")
    candidate_id = theirs.candidate(job_id, full_name="Their Candidate")
    interview_id = theirs.interview(job_id, candidate_id)
    slot_id = theirs.slot(job_id, at(8))
    with console(may_refuse=True) as page:
        page.set_default_timeout(SLOW)
        for place in (
            *(f"jobs/{job_id}", f"jobs/{job_id}/compare", f"candidates/{candidate_id}", f"calendar/{slot_id}"),
            *(f"reports/{interview_id}", f"interviews/{interview_id}/cancel"),
        ):
            answer = page.goto(f"{stack.portal_url}/console/{place}")
            assert answer is not None
            assert answer.status == 404, place
            expect(page.locator("main")).not_to_contain_text("Their")


@pytest.mark.parametrize(
    "path",
    [
        *(
            "",
            "/jobs",
            "/jobs/new",
            "/candidates",
            "/candidates/new",
            "/calendar",
            "/calendar?view=day",
            "/reports",
            "/search?q=n",
        ),
        *(
            "/settings/organisation",
            "/settings/members",
            "/settings/tokens",
            "/settings/webhooks",
            "/settings/providers",
            "/settings/usage",
            "/settings/me",
        ),
    ],
)
def test_each_page_fits_every_screen(console: Open, stack: RunningStack, recruiter: Recruiter, path: str) -> None:
    if not recruiter.made("GET", "/candidates")["items"]:
        recruiter.candidate(recruiter.job(job_title="Nurse in intensive care"), full_name=NAME)
    with console() as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console{path}")
        assert_fits_every_screen(page)


def test_search_results_fit_every_screen_even_with_words_longer_than_it(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    word = "Bundesgesundheitsministeriumsangestellter" + uuid.uuid4().hex[:8]
    job = recruiter.job(job_title=f"Nurse {word}", company_name=word * 2)
    recruiter.candidate(job, full_name=f"Ana {word}", email=f"{word.lower()}@{word.lower()}.example")
    with console() as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/search?q={word}")
        expect(page.get_by_role("link", name=f"Ana {word}").first).to_be_visible()
        assert_fits_every_screen(page)


def mark(page: Page) -> None:
    """Leaves a mark that a page loaded anew would not have."""
    page.evaluate("globalThis.marked = true")


def is_same_page(page: Page) -> bool:
    return bool(page.evaluate("globalThis.marked === true"))
