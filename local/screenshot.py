"""`python -m local.screenshot`: takes the README's picture of the console on the running local cloud."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from greenroom.clock import utc_now
from local.aws import Account
from local.browser import FLAGS, chromium
from local.console import console_link
from local.organisation import found_on
from local.paths import ROOT
from local.recruiting import Recruiter, at
from local.running import RunningStack
from local.say import LocalError, run_main, say
from local.stack import read_stack

PICTURE = ROOT / "docs" / "console.png"
MOST_BYTES = 150_000
SIZE: ViewportSize = {"width": 1400, "height": 1100}
BOOKED = ("Asha Raman", "José Ñandú", "Meenakshi Sundaram")
SENT = 2
"""Number of these e-mails that are sent.

SES refuses an address beyond ASCII before the @, so the picture shows a failure.
"""
ENABLED = ("Yusuf Demir", "Chloe Martin")
SHORTLISTED = ("Wang Wei", "Amara Okafor")
NEW = ("Tomasz Kowalski", "Ingrid Sørensen")


def candidates(recruiter: Recruiter) -> None:
    """Create a job with candidates at each step."""
    job_id = recruiter.job(job_title="Nurse in intensive care", company_name="St. Mary's", job_description="Care.")
    for name in NEW:
        recruiter.candidate(job_id, enabled=False, full_name=name, email=_address(name))
    for name in SHORTLISTED:
        candidate_id = recruiter.candidate(job_id, enabled=False, full_name=name, email=_address(name))
        recruiter.made("POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
    for name in ENABLED:
        recruiter.candidate(job_id, full_name=name, email=_address(name))
    for number, name in enumerate(BOOKED):
        candidate_id = recruiter.candidate(job_id, full_name=name, email=_address(name))
        slot_id = recruiter.slot(job_id, at(4 + 2 * number))
        recruiter.interview(job_id, candidate_id, slot_id=slot_id)


def _address(name: str) -> str:
    return f"{name.split(maxsplit=1)[0].lower()}@example.com"


def take(page: Page, portal_url: str, link: str) -> None:
    """Sign in, wait for the result of each e-mail, and take the picture."""
    page.goto(link)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/console")
    deadline = utc_now() + timedelta(minutes=2)
    page.goto(f"{portal_url}/console/candidates")
    sent = page.locator("table").get_by_text("Mail sent")
    while sent.count() < SENT and utc_now() < deadline:
        page.wait_for_timeout(1000)
        page.reload()
    expect(sent).to_have_count(SENT)
    expect(page.locator("table").get_by_text("Mail failed")).to_be_visible()
    page.screenshot(path=PICTURE)


def main() -> int:
    """Create an organisation for the picture, and take it. Raises LocalError if the file is too large."""
    stack = read_stack()
    email = f"asha@{uuid4().hex[:8]}.example.com"
    made = found_on(stack, "St. Mary's", {"min_notice_minutes": 0}, email)
    running = RunningStack(stack, Account(stack.endpoint_url, stack.region))
    candidates(Recruiter(running, made.token))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        take(page, stack.portal_url, console_link(stack, email))
        browser.close()
    _small(PICTURE)
    say(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")
    return 0


def _small(picture: Path) -> None:
    if picture.stat().st_size > MOST_BYTES:
        raise LocalError(f"The picture has {picture.stat().st_size:,} bytes, more than {MOST_BYTES:,}.")


if __name__ == "__main__":
    run_main(main)
