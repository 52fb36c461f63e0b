"""A client for an organisation's interviews and their e-mails."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

from icalendar import Calendar

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339, utc_now
from greenroom.mail.compose import ComposedMail
from greenroom.models.interview import Booking
from greenroom.models.session import Session
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Client, handler_of, lambda_context
from tests.faults.counting_mailer import CountingMailer
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate, done
from tests.world import Tenant, app

CANDIDATE = "meera@example.com"


def entry_in(mail: ComposedMail) -> Any:
    """The event and the method of the calendar entry in an e-mail."""
    parts = [part for part in message_from_bytes(mail.message).walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(bytes(parts[0].get_payload(decode=True)))
    return str(calendar["METHOD"]), calendar.walk("VEVENT")[0]


def text_of(mail: ComposedMail) -> str:
    """The plain text of an e-mail."""
    body = message_from_bytes(mail.message, policy=policy.default).get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


@dataclass
class RecruiterClient:
    """The interviews of one organisation, and their sent e-mails."""

    api: Client
    org_id: str
    database: Database
    mailer: CountingMailer = field(default_factory=CountingMailer)
    now: datetime = field(default_factory=utc_now)

    def interview(self, interview_type: str = "ONLINE", starts_in: timedelta = timedelta(days=2), **fields: Any) -> Any:
        job = a_new_job(self.api)
        candidate = an_enabled_candidate(self.api, job["job_id"], online=True)
        time = {"starts_at": rfc3339((self.now + starts_in).replace(microsecond=0)), "duration_minutes": 45}
        place = {"location": "Anna Salai 12, Chennai"} if interview_type == "OFFLINE" else {}
        made = a_new_interview(self.api, candidate, interview_type=interview_type, **time, **place, **fields)
        self.follow(made)
        return made

    def follow(self, interview: Any) -> None:
        """Call the function with the newest stream record of the booking."""
        key = {"booking_id": {"S": f"{self.org_id}#{interview['interview_id']}"}}
        item = self.database.client.get_item(TableName=settings().tables.bookings, Key=key)["Item"]
        record = {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": "1", "NewImage": item}}
        answer = handler_of("functions.create_session.handler.lambda_handler")({"Records": [record]}, lambda_context())
        assert answer == {"batchItemFailures": []}

    def change(self, interview: Any, **fields: Any) -> Any:
        self.now += timedelta(seconds=1)
        changed = done(self.api, "PUT", f"/interviews/{interview['interview_id']}", fields)
        self.follow(interview)
        return changed

    def cancel(self, interview: Any) -> None:
        done(
            self.api, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "The position was filled."}
        )
        self.follow(interview)

    def mails(self) -> dict[str, ComposedMail]:
        """The e-mails that were sent since the last call, by address."""
        taken, self.mailer.taken[:] = list(self.mailer.taken), []
        found = {mail.to.rpartition("<")[2].removesuffix(">"): mail for mail in taken}
        assert len(found) == len(taken), "nobody gets two mails at once"
        return found


def booking_of(recruiter: RecruiterClient, interview: Any) -> Booking:
    """The stored booking of an interview."""
    found = app.schedule.booking(recruiter.org_id, interview["interview_id"])
    assert found is not None
    return found


def session_of(recruiter: RecruiterClient, interview: Any, version: int | None = None) -> Session:
    """The stored session of a version of an interview's booking; the newest where none is named."""
    booking = booking_of(recruiter, interview)
    found = app.sessions.session(app.links.hash_of(booking.session_id, version or booking.version))
    assert found is not None
    return found


@contextmanager
def a_recruiter(cloud: Database, tenant: Tenant) -> Iterator[RecruiterClient]:
    """A recruiter whose clock and mailer the functions use."""
    there = RecruiterClient(tenant.admin, tenant.org_id, cloud)
    with with_parts(app, mailer=there.mailer, clock=lambda: there.now):
        yield there
