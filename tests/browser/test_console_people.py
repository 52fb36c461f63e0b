"""Candidates in the console, in Chromium on the local cloud: imported, dropped as résumés, matched; and passkeys."""

import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from local.organisation import found_on
from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from tests.browser.page_checks import a_page, assert_fits_every_screen

ADMIN = f"bo.{uuid.uuid4().hex[:8]}@people.example.com"
SLOW = 30_000
TABLE = "/console/candidates"
ASKED = "You have 4+ years of Python and know PostgreSQL well. Terraform is required. Kubernetes is a plus."
RESUME = """{name}
{email}
+91 98400 12345

Experience
Backend Engineer, Acme, Jan 2018 - Dec 2025
• Built order services in Django on AWS Lambda for a hospital with two thousand beds
• Tuned Postgres queries for a table of two billion rows and wrote down what was learned

Skills
Docker, k8s, Git, Linux
"""
WIDE = "Bundesgesundheitsministeriumsangestelltenverzeichnis" * 2
type Open = Callable[..., Any]


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """An organisation with one member, an admin, and matching switched on."""
    policy = {"min_notice_minutes": 0, "matching_enabled": True}
    return Recruiter(stack, found_on(stack.stack, "St. Mary's", policy, ADMIN).token)


@pytest.fixture(scope="module")
def state(chromium: Browser, stack: RunningStack, recruiter: Recruiter) -> Any:
    """The cookie of the admin, who signed in by mail."""

    def mailed() -> str | None:
        texts = (mail["BodyText"] for mail in stack.mails() if ADMIN in mail["To"])
        links = (re.search(r"https?://\S+/console/sign-in/open\?token=[\w-]+", text) for text in texts)
        return next((link[0] for link in links if link), None)

    with a_page(chromium) as page:
        page.set_default_timeout(SLOW)
        page.goto(f"{stack.portal_url}/console/sign-in")
        page.get_by_label("Your work e-mail address").fill(ADMIN)
        page.get_by_role("button", name="Send me a link").click()
        expect(page.get_by_role("heading", name="Look at your e-mail")).to_be_visible()
        page.goto(eventually(mailed, "the link by mail"))
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Dashboard")).to_be_visible(timeout=SLOW)
        return page.context.storage_state()


@pytest.fixture
def console(chromium: Browser, state: Any) -> Open:
    """Opens a page of the console, signed in."""
    return lambda **options: a_page(chromium, storage_state=state, **options)


def at(page: Page, stack: RunningStack, path: str) -> None:
    page.set_default_timeout(SLOW)
    page.goto(f"{stack.portal_url}{path}")


def two_hundred() -> bytes:
    """200 lines as Excel writes them, 5 of them wrong."""
    lines = [f"Person {n:03};i{n:03}.{uuid.uuid4().hex[:6]}@example.com" for n in range(200)]
    for number, wrong in (
        (2, "Nobody;"),
        (48, "Wrong;nobody"),
        (98, ";x@example.com"),
        (148, lines[0]),
        (198, "A;a@b"),
    ):
        lines[number] = wrong
    return ("\ufeffName;E-Mail\r\n" + "\r\n".join(lines) + "\r\n").encode()


def test_of_200_lines_with_5_wrong_195_are_made_without_a_script_and_again_none_twice(
    console: Open, stack: RunningStack, recruiter: Recruiter, tmp_path: Path
) -> None:
    job = recruiter.job(job_title="Porter")
    (tmp_path / "people.csv").write_bytes(two_hundred())
    with console(java_script_enabled=False) as page:
        for is_first in (True, False):
            at(page, stack, TABLE)
            page.get_by_role("link", name="Import", exact=True).click()
            page.get_by_label("File").set_input_files(tmp_path / "people.csv")
            page.get_by_role("button", name="Look at the file").click()
            expect(page.get_by_text(re.compile(r"^Line \d+$"))).to_have_count(5, timeout=SLOW)
            if is_first:
                preview = page.url
                page.get_by_label("Job of all who have none").select_option(label="Porter")
                page.get_by_role("button", name="Read it this way").click()
                expect(page.get_by_role("heading", name="195 to import")).to_be_visible(timeout=SLOW)
                for _ in range(8):
                    if not page.get_by_role("button", name=re.compile("^Import ")).is_visible():
                        break
                    # What time is too short for on a busy machine is made by the next press.
                    page.get_by_role("button", name="Import").click()
                expect(page.locator("#said")).to_contain_text("made", timeout=SLOW)
        expect(page.get_by_text("195 there already: not made again")).to_be_visible(timeout=SLOW)
    with console() as page:
        for address in (preview, f"{stack.portal_url}{TABLE}/import"):
            page.goto(address)
            assert_fits_every_screen(page)
    made = recruiter.made("GET", f"/candidates?job_id={job}&limit=100")
    rest = recruiter.made("GET", f"/candidates?job_id={job}&limit=100&cursor={made['next_cursor']}")
    assert (len(made["items"]), len(rest["items"]), rest["next_cursor"]) == (100, 95, None)


def test_resumes_that_are_dropped_wait_as_drafts_and_become_candidates(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    names = ["Asha Raman", "Li Na"]
    emails = [f"{uuid.uuid4().hex[:8]}@example.com" for _ in names]
    files = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": RESUME.format(name=name, email=email).encode()}
        for name, email in zip(names, emails, strict=True)
    ]
    with console() as page:
        at(page, stack, TABLE)
        expect(page.get_by_text("Drop résumés on the table, or choose files")).to_be_visible()
        chooser = page.get_by_label("Drop résumés on the table, or choose files")
        chooser.set_input_files([*files, {"name": "photo.png", "mimeType": "image/png", "buffer": b"x"}])
        expect(page.get_by_text("2 of 3 uploaded. They wait among the drafts.")).to_be_visible(timeout=SLOW)
        expect(page.get_by_text("photo.png is no PDF, DOCX, ODT or text file.")).to_be_visible()
        at(page, stack, f"{TABLE}/drafts")
        for name, email in zip(names, emails, strict=True):
            draft = page.locator("li").filter(has_text=f"{name}.txt")
            expect(draft.get_by_label("Name")).to_have_value(name, timeout=SLOW)
            expect(draft.get_by_label("E-mail address")).to_have_value(email)
        assert_fits_every_screen(page)
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Add all 2 with a name and an address").click()
        expect(page.locator("#said")).to_contain_text("2 candidates are made.", timeout=SLOW)
    found = recruiter.made("GET", "/candidates?limit=2")["items"]
    assert {one["email"] for one in found} == set(emails)
    path = f"/candidates/{found[0]['candidate_id']}/resume"
    eventually(lambda: recruiter.call("GET", path).json.get("status") == "PARSED", "the copy was read")


def is_scored(recruiter: Recruiter, candidate_id: str) -> bool:
    matches = recruiter.made("GET", f"/candidates/{candidate_id}/matches")["items"]
    return any(match["status"] == "SCORED" for match in matches)


def test_a_page_shows_profile_file_and_match_with_its_evidence(
    console: Open, stack: RunningStack, recruiter: Recruiter
) -> None:
    job = recruiter.job(job_title=f"Engineer {WIDE}", job_description=ASKED)
    candidate = recruiter.candidate(job, enabled=False, full_name="Zoë Müller")
    text = RESUME.format(name="Zoë Müller", email="zoe@example.com").encode()
    with console() as page:
        at(page, stack, f"{TABLE}/{candidate}")
        expect(page.get_by_text("Drop the résumé here, or choose a file")).to_be_visible()
        page.get_by_label("Drop the résumé here, or choose a file").set_input_files(
            {"name": "Zoë.txt", "mimeType": "text/plain", "buffer": text}
        )
        expect(page.get_by_role("heading", name="Profile")).to_be_visible(timeout=SLOW)
        at(page, stack, f"/console/jobs/{job}/requirements")
        page.get_by_label("Requirement 5", exact=True).fill("Falconry")
        assert_fits_every_screen(page)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Compare all candidates").click()
        eventually(lambda: is_scored(recruiter, candidate), "the score")
        at(page, stack, f"{TABLE}/{candidate}")
        expect(page.get_by_text("Nothing was found; the résumé may say it in other words.").first).to_be_visible()
        page.get_by_text("Read the text").click()
        expect(page.locator("mark").first).to_be_visible()
        assert_fits_every_screen(page)
        with page.expect_download() as downloading:
            page.get_by_role("link", name="The file").click()
        file = downloading.value
        assert (file.suggested_filename, file.path().read_bytes()) == ("Zoë.txt", text)
        page.get_by_role("link", name="Correct").click()
        page.get_by_label("Skills").fill("Falconry")
        assert_fits_every_screen(page)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("corrected: skills")).to_be_visible()

        at(page, stack, f"{TABLE}?job_id={job}")
        page.get_by_role("link", name="of 100").click()
        expect(page.locator(f"#match-{job}").get_by_text("Falconry", exact=True)).to_be_visible()
        page.go_back()
        page.get_by_text("Columns", exact=True).click()
        assert_fits_every_screen(page)
        page.get_by_role("link", name="Phone is hidden: show it").click()
        expect(page.get_by_role("columnheader", name="Phone")).to_be_visible()
        expect(page.locator("details.choose")).to_have_attribute("open", "")


def test_a_passkey_is_added_and_signs_in_and_a_second_device_gets_one_of_its_own(
    console: Open, chromium: Browser, stack: RunningStack
) -> None:
    with console() as page:
        at(page, stack, "/console/settings/me")
        device = with_authenticator(page)
        page.get_by_label("Name of the new one").fill("Laptop")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.locator("#said")).to_contain_text("Laptop is added.")
        page.get_by_role("button", name="Add a passkey").click()
        expect(page.get_by_text("This device has a passkey of yours already.")).to_be_visible()
        assert_fits_every_screen(page)
        page.context.clear_cookies()
        at(page, stack, "/console/sign-in")
        assert_fits_every_screen(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("heading", name="Dashboard")).to_be_visible(timeout=SLOW)

        at(page, stack, "/console/settings/me")
        expect(page.get_by_text("last used")).to_be_visible()
        page.once("dialog", lambda dialog: dialog.accept())
        page.get_by_role("button", name="Remove Laptop").click()
        expect(page.get_by_text("None yet.")).to_be_visible()
        assert device
    with a_page(chromium, may_refuse=True) as page:
        at(page, stack, "/console/sign-in")
        with_authenticator(page)
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_text("Nothing was chosen, or it took too long. Press again.")).to_be_visible()


def with_authenticator(page: Page) -> str:
    """A device that makes and uses passkeys, whose user always agrees."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return str(made["authenticatorId"])
