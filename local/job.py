"""The main path as a recruiter's system takes it: job, candidate, slot, booking, e-mail, link.

Uses only the public API.
"""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html import unescape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Calendar

from local.inbox import read_mail
from local.resume_sample import NAME, resume_pdf
from local.say import LocalError, say, step
from local.stack import Stack
from local.web import ApiClient, HttpAnswer, WebClient, upload_form

ZONE = "Asia/Kolkata"
RESUME_WITHIN_SECONDS = 30.0
MAIL_WITHIN_SECONDS = 60.0
# Elements of a portal page with its subject and the state of the room.
SHOWN = (r"<h1[^>]*>(.*?)</h1>", r"<p[^>]*data-says[^>]*>(.*?)</p>")


@dataclass(frozen=True)
class Outcome:
    """The result: the e-mail, and the page behind its link."""

    interview_id: str
    mail: EmailMessage
    link: str
    page: HttpAnswer


def expect(answer: HttpAnswer, *statuses: int) -> Any:
    """The answer's JSON. Raises LocalError with the API's message for any other status."""
    if answer.status in statuses:
        return answer.json
    try:
        reason = answer.json["error"]
    except (KeyError, TypeError):
        reason = answer.text[:200]
    raise LocalError(f"{answer.url} answered {answer.status}: {reason}")


def wait_for[T](what: str, seconds: float, look: Callable[[], T | None]) -> T:
    """The first true result of `look` within `seconds`. Raises LocalError with the name of what was awaited."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.2)
    raise LocalError(f"{what} did not come within {seconds:.0f} s.")


def do_the_job(stack: Stack) -> Outcome:
    """Create job, candidate with résumé and slot, book, and open the e-mail's link.

    Raises LocalError at the first failure.
    """
    api = ApiClient(stack.api_url, stack.token)
    with step("Job: Backend Engineer at Acme, in Python"):
        job = expect(
            api("POST", "/jobs", {
                "job_title": "Backend Engineer",
                "company_name": "Acme",
                "job_description": "Build the services behind our booking platform: Python, AWS and clear thinking.",
                "domain": "Backend",
                "coding_language": "PYTHON",
            }), 201,
        )  # fmt: skip
    candidate = add_candidate(api, job["job_id"])
    send_resume(api, candidate["candidate_id"])
    enable(api, candidate["candidate_id"])
    slot = open_slot(api, job["job_id"])
    interview_id = book(api, candidate["candidate_id"], job["job_id"], slot["slot_id"])
    with step("E-mail to the candidate"):
        mail = wait_for("The e-mail", MAIL_WITHIN_SECONDS, lambda: mail_to(candidate["email"], stack))
    show_mail(mail)
    link = link_in(mail, stack.portal_url)
    with step("Opening the link"):
        page = open_link(link)
    show_page(page)
    return Outcome(interview_id, mail, link, page)


def add_candidate(api: ApiClient, job_id: str, email: str = "asha.raman@example.com") -> dict[str, Any]:
    with step(f"Candidate: {NAME}"):
        candidate: dict[str, Any] = expect(
            api("POST", "/candidates", {
                "full_name": NAME,
                "email": email,
                "job_id": job_id,
                "phone": "+91 98400 00000",
                "work_experience": 9,
                "domain": "Backend",
                "timezone": ZONE,
                "allow_duplicate": True,  # the job may be done again
            }), 201,
        )  # fmt: skip
    return candidate


def upload_resume(api: ApiClient, candidate_id: str) -> None:
    """Upload the PDF by the presigned POST."""
    content = resume_pdf()
    with step(f"Résumé: {len(content):,} bytes of PDF, uploaded"):
        wanted = {"filename": "asha-raman.pdf", "content_type": "application/pdf"}
        begun = expect(api("POST", f"/candidates/{candidate_id}/resume", wanted), 201)
        uploaded = upload_form(begun["upload"], content, "asha-raman.pdf", "application/pdf")
        if uploaded.status not in {200, 201, 204}:
            raise LocalError(f"The upload was refused with {uploaded.status}: {uploaded.text[:200]}")


def send_resume(api: ApiClient, candidate_id: str) -> None:
    """Upload the PDF, and wait until its text can be read."""
    upload_resume(api, candidate_id)

    def parsed() -> dict[str, Any] | None:
        resume: dict[str, Any] = expect(api("GET", f"/candidates/{candidate_id}/resume"), 200)
        return None if resume["status"] == "AWAITING_UPLOAD" else resume

    with step("Résumé read back as text"):
        resume = wait_for("The résumé's text", RESUME_WITHIN_SECONDS, parsed)
    if resume["status"] != "PARSED":
        raise LocalError(f"The résumé could not be read: {resume['reason']}")
    text = resume["parsed_text"]
    say(f"      {resume['pages']} pages, {len(text):,} characters: “{' '.join(text.split())[:70]}…”")


def enable(api: ApiClient, candidate_id: str) -> None:
    with step("Shortlisted"):
        expect(api("POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True}), 200)
    with step("Enabled for the interview"):
        expect(api("POST", f"/candidates/{candidate_id}/toggle-interview", {"interview_enabled": True}), 200)


def open_slot(api: ApiClient, job_id: str) -> dict[str, Any]:
    """Create a slot of half an hour tomorrow at half past two."""
    day = (datetime.now(UTC).astimezone(ZoneInfo(ZONE)) + timedelta(days=1)).date()
    with step(f"Slot: {day:%A, %d %B}, 14:30 to 15:00, {ZONE}"):
        slot: dict[str, Any] = expect(
            api("POST", "/interviews/slots", {
                "job_id": job_id,
                "interview_date": day.isoformat(),
                "start_time": "14:30",
                "end_time": "15:00",
                "timezone": ZONE,
                "ai_interview_type": "TECHNICAL",
            }), 201,
        )  # fmt: skip
    return slot


def book(api: ApiClient, candidate_id: str, job_id: str, slot_id: str) -> str:
    with step("Interview"):
        interview = expect(api("POST", "/interviews", {"candidate_id": candidate_id, "job_id": job_id}), 201)
    with step("Booked"):
        body = {"interview_id": interview["interview_id"], "booking_notes": "First conversation"}
        booked = expect(api("POST", f"/interviews/slots/{slot_id}/book_slot", body), 201)
    say(f"      {booked['status']}, {booked['started_at']} to {booked['ended_at']}")
    return str(interview["interview_id"])


def mail_to(address: str, stack: Stack) -> EmailMessage | None:
    return next((mail for mail in read_mail(Path(stack.inbox)) if address in str(mail["To"])), None)


def link_in(mail: EmailMessage, portal_url: str) -> str:
    """The candidate's link in the e-mail's plain text."""
    part = mail.get_body(("plain",))
    text = part.get_content() if part is not None else ""
    found = re.search(re.escape(portal_url) + r"/?\?session_key=[A-Za-z0-9_-]+", text)
    if found is None:
        raise LocalError("The e-mail holds no link to the portal.")
    return found.group(0)


def show_mail(mail: EmailMessage) -> None:
    say(f"      Subject   {mail['Subject']}")
    say(f"      From      {mail['From']}")
    say(f"      To        {mail['To']}")
    for part in mail.walk():
        if part.get_content_type() == "text/calendar":
            entry = calendar_words(part.get_payload(decode=True))
            say(f"      Calendar  {part.get_filename() or 'invitation'}: {entry}")


def calendar_words(content: object) -> str:
    """The fields of the invitation's calendar entry: method, title, start, and the id that later changes use."""
    calendar = Calendar.from_ical(content if isinstance(content, bytes) else b"")
    (event,) = calendar.events
    return f"{calendar['METHOD']} “{event['SUMMARY']}”, {event.start:%A, %d %B, %H:%M %Z}, UID {event['UID']}"


def open_link(link: str) -> HttpAnswer:
    """Follow the link as a browser does, with cookie and redirect, to the page."""
    page = WebClient().get(link)
    if page.status != 200:
        raise LocalError(f"The link answered {page.status}.")
    return page


def show_page(page: HttpAnswer) -> None:
    """Show the page's heading and its text about the room."""
    said = [text for text in (words_in(page.text, pattern) for pattern in SHOWN) if text]
    say("      The page says: " + " ".join(f"“{text}”" for text in said))


def words_in(html: str, pattern: str) -> str:
    found = re.search(pattern, html, re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(1))).split()) if found else ""
