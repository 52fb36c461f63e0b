"""The steps of an AI interview's candidate, done by the functions."""

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from bench.calls import Call, ample_time
from bench.recruiter import MeasuredRecruiter
from greenroom.adapters.items import encode
from greenroom.clock import rfc3339, utc_now
from greenroom.models.interview import booking_id
from local.gateway import lambda_context

ANSWER = (
    "I would start from the access patterns: who reads what, how often, and how fresh it must be. Then I would choose "
    "the keys so that each of them is one query, and measure before adding an index. " * 3
)


class NoQuestionError(Exception):
    """The interview began without a question."""


@dataclass(frozen=True)
class Candidate:
    """A candidate with a link to an interview whose room is open."""

    recruiter: MeasuredRecruiter
    interview_id: str
    key: str

    def call(self, path: str, body: dict[str, Any]) -> Call:
        """A request of the interview page."""
        return Call("POST", path, body, {"X-Session-Key": self.key})

    def start(self) -> Call:
        return self.call("/ai/start", {"consent": True, "client_id": "window-1"})

    def started(self) -> str:
        """Begin the interview and return the id of the first question. Raises NoQuestionError."""
        answer, _ = self.recruiter.measured(self.start())
        question = answer.json.get("question")
        if question is None:
            raise NoQuestionError(answer.text[:300])
        return str(question["id"])


def stream_event(recruiter: MeasuredRecruiter, interview_id: str) -> dict[str, Any]:
    """The event of the bookings stream for an interview's booking."""
    booking = recruiter.app.database.get(
        recruiter.process.tables.bookings, {"booking_id": booking_id(recruiter.org_id, interview_id)}
    )
    image = {"SequenceNumber": "1", "NewImage": encode(booking or {})}
    return {"Records": [{"eventName": "INSERT", "dynamodb": image}]}


def invited_now(recruiter: MeasuredRecruiter, *, prepared: bool = True) -> Candidate:
    """A candidate whose room has just opened. The questions are made already if `prepared` is true."""
    recruiter.allow(min_notice_minutes=0, room_opens_seconds_before=600)
    soon = rfc3339((utc_now() + timedelta(minutes=5)).replace(microsecond=0))
    interview_id = recruiter.pending(starts_at=soon, duration_minutes=45)
    path = "/interviews/schedules/create_interview_session"
    key = str(recruiter.make("POST", path, {"interview_id": interview_id})["session_key"])
    if prepared:
        handler = import_module("functions.prepare_questions.handler").lambda_handler
        handler(stream_event(recruiter, interview_id), lambda_context(ample_time))
    return Candidate(recruiter, interview_id, key)
