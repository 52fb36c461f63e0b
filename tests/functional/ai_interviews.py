"""A candidate who takes an AI interview through /ai/*, and the clock of the interview's functions."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.adapters.schedule_items import booking_item
from greenroom.clock import utc_now
from greenroom.models.interview import Booking
from greenroom.models.session import SessionStatus
from greenroom.rules.changes import session_of
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Answer, answered, handler_of, lambda_context, rest_event
from tests.clocks import Clock
from tests.functional.recruiter_requests import a_new_interview, a_new_job, an_enabled_candidate
from tests.world import Founder, Tenant, app

AN_OPEN_ROOM = {"min_notice_minutes": 0, "room_opens_seconds_before": 86_400}
PREPARE = "functions.prepare_questions.handler.lambda_handler"


@contextmanager
def a_clock() -> Iterator[Clock]:
    """The clock of all routes of an interview."""
    clock = Clock()
    with with_parts(app, clock=clock):
        yield clock


@dataclass(frozen=True)
class InvitedCandidate:
    """A candidate with a link."""

    tenant: Tenant
    booking: Booking
    key: str

    def __call__(self, route: str, method: str = "POST", **body: Any) -> Answer:
        """Send one request to /ai/<route>, with the key in its header. A start has consent, unless the test says
        otherwise."""
        body = {"consent": True, **body} if route == "start" else body
        event = rest_event(method, f"/ai/{route}", body if method == "POST" else None, {"X-Session-Key": self.key})
        return answered(event)

    def did(self, route: str, **body: Any) -> Any:
        """Send the request. Returns the answer's body, and fails unless its status is 200."""
        answer = self(route, **body)
        assert answer.status == 200, answer.text
        return answer.json

    @property
    def session_hash(self) -> str:
        return app.links.hash_of(self.booking.session_id, self.booking.version)

    @property
    def org_id(self) -> str:
        return self.booking.org_id

    @property
    def interview_id(self) -> str:
        return self.booking.interview_id

    def sits_through(self, words: Callable[[dict[str, Any]], str]) -> list[dict[str, Any]]:
        """Answer every question with this text. Returns the questions in the order asked."""
        asked = []
        step = self.did("start")
        while not step["done"]:
            asked.append(step["question"])
            step = self.did("answer", question_id=step["question"]["id"], text=words(step["question"]))
        return asked

    def answers_some(self, *words: str) -> None:
        """Answer the first questions with these texts, then finish."""
        step = self.did("start")
        for text in words:
            step = self.did("answer", question_id=step["question"]["id"], text=text)
        self.did("finish")

    def report(self) -> Any:
        answer = self.tenant.admin("GET", f"/interviews/{self.interview_id}/report")
        assert answer.status == 200, answer.text
        return answer.json


def an_invited_candidate(
    found: Founder, *, planned: bool = True, job: dict[str, Any] | None = None, **candidate: Any
) -> InvitedCandidate:
    """A candidate whose room is open, and whose plan was made by the stream's function."""
    return an_invited_candidate_of(found(**AN_OPEN_ROOM), planned=planned, job=job, **candidate)


def an_invited_candidate_of(
    tenant: Tenant,
    *,
    planned: bool = True,
    job: dict[str, Any] | None = None,
    made_job: dict[str, Any] | None = None,
    coding: bool = False,
    **candidate: Any,
) -> InvitedCandidate:
    """An invited candidate in an existing organisation."""
    made_job = made_job or a_new_job(tenant.admin, **(job or {}))
    person = an_enabled_candidate(tenant.admin, made_job["job_id"], **candidate)
    starts_at = (utc_now() + timedelta(minutes=3)).replace(microsecond=0).isoformat().replace("+00:00", "Z")
    kind = {"ai_interview_type": "CODING"} if coding else {}
    interview = a_new_interview(tenant.admin, person, starts_at=starts_at, duration_minutes=45, **kind)
    booking = app.schedule.booking(tenant.org_id, interview["interview_id"])
    assert booking is not None
    key = app.links.key_of(booking.session_id, booking.version)
    invited = InvitedCandidate(tenant, booking, key)
    app.sessions.open(session_of(booking, invited.session_hash, SessionStatus.SCHEDULED, utc_now()))
    if planned:
        assert prepare(booking) == {"batchItemFailures": []}
    return invited


def prepare(booking: Booking) -> Any:
    """Call prepare_questions with the stream record of a booking."""
    record = {"dynamodb": {"SequenceNumber": "1", "NewImage": encode(booking_item(booking))}, "eventName": "INSERT"}
    return handler_of(PREPARE)({"Records": [record]}, lambda_context())


def make_report(invited: InvitedCandidate, receive_count: int = 1) -> None:
    """Call the interviewer with a message of the reports queue."""
    body = f'{{"org_id": "{invited.org_id}", "interview_id": "{invited.interview_id}"}}'
    record = {"body": body, "attributes": {"ApproximateReceiveCount": str(receive_count)}, "messageId": "1"}
    handler_of("functions.interviewer.handler.lambda_handler")({"Records": [record]}, lambda_context())


def parts(cloud: Database, invited: InvitedCandidate) -> dict[str, Any]:
    found = cloud.query_all(settings().tables.sessions, Key("session_hash").eq(invited.session_hash))
    return {item["part"]: item for item in found}
