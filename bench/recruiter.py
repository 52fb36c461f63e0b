"""A recruiter in this process, who makes the data of a measurement by calling routes."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench.calls import Call, ample_time, event_of, function_of
from bench.configured import ConfiguredProcess
from bench.meter import Used
from greenroom.adapters.dynamodb import ItemUpdate
from greenroom.adapters.organisations import organisation_key
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.organisation import AccessToken, Organisation, Role
from greenroom.rules.tokens import new_token, token_hash
from local.gateway import Answer, answer_of, lambda_context

JOB = {
    "job_title": "Senior Backend Engineer",
    "company_name": "Northwind Logistics",
    "job_description": "You design and run the services behind our booking platform. " * 12,
    "domain": "Backend",
    "coding_language": "PYTHON",
}
NOTES = "First conversation, forty-five minutes, please keep the afternoon free."


class RefusedError(Exception):
    """A request for a measurement's data was refused."""


@dataclass
class MeasuredRecruiter:
    """One organisation and its recruiter."""

    process: ConfiguredProcess
    org_id: str = field(default_factory=lambda: new_id("org"))
    job_id: str = ""
    token: str = ""

    def open(self) -> "MeasuredRecruiter":
        """Found the organisation with its token and its first job."""
        now, secret = utc_now(), new_token()
        token = AccessToken(
            token_id=new_id("tok"),
            token_hash=token_hash(secret),
            org_id=self.org_id,
            name="first",
            role=Role.ADMIN,
            created_at=now,
        )
        self.app.organisations.found(
            Organisation(org_id=self.org_id, name="Northwind Logistics", created_at=now), token
        )
        self.token = secret
        self.job_id = self.make("POST", "/jobs", JOB)["job_id"]
        return self

    @property
    def app(self) -> Application:
        """The application of the functions in this process."""
        return self.process.app

    def call(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> Call:
        """A request with this organisation's token."""
        return Call(method, path, body, headers or {}, self.org_id)

    def measured(self, call: Call) -> tuple[Answer, Used]:
        """Send a request and return its usage."""
        function, event, context = function_of(call), event_of(call), lambda_context(ample_time)
        with self.process.meter.measure() as used:
            answered = function.handler(event, context)
        return answer_of(answered), used

    def make(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request and return its answer. Raises RefusedError."""
        answer, _ = self.measured(self.call(method, path, body))
        if answer.status >= 300:
            raise RefusedError(f"{method} {path}: {answer.status} {answer.text[:300]}")
        return answer.json if answer.text else None

    def job(self) -> str:
        """Another job with the same fields as the first."""
        return str(self.make("POST", "/jobs", JOB)["job_id"])

    def candidate_body(self) -> dict[str, Any]:
        """A candidate for the recruiter's job, with a unique address."""
        return {
            "full_name": "Meera Subramaniam",
            "email": f"meera.{new_id('c')}@example.com",
            "job_id": self.job_id,
            "phone": "+91 98400 00000",
            "work_experience": 9,
            "domain": "Backend",
            "timezone": "Europe/Berlin",
        }

    def candidate(self) -> str:
        """A candidate with all gates closed."""
        return str(self.make("POST", "/candidates", self.candidate_body())["candidate_id"])

    def shortlisted(self) -> str:
        """A candidate who is shortlisted, with all other gates closed."""
        candidate_id = self.candidate()
        self.make("POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
        return candidate_id

    def enabled(self) -> str:
        """A candidate with all gates open."""
        candidate_id = self.shortlisted()
        gates = {"interview_enabled": True, "online_interview_enabled": True}
        self.make("POST", f"/candidates/{candidate_id}/toggle-interview", gates)
        return candidate_id

    def slot_body(self, *, seats: int = 1, days: int = 2, hour: int = 9) -> dict[str, Any]:
        """A slot of 45 minutes."""
        day = (utc_now() + timedelta(days=days)).date()
        return {
            "job_id": self.job_id,
            "interview_date": day.isoformat(),
            "start_time": f"{hour:02d}:00",
            "end_time": f"{hour:02d}:45",
            "max_candidates": seats,
        }

    def slot(self, *, seats: int = 1, days: int = 2, hour: int = 9) -> str:
        return str(self.make("POST", "/interviews/slots", self.slot_body(seats=seats, days=days, hour=hour))["slot_id"])

    def pending(self, candidate_id: str | None = None, **more: Any) -> str:
        """An interview without a time."""
        body = {"candidate_id": candidate_id or self.enabled(), "job_id": self.job_id, **more}
        return str(self.make("POST", "/interviews", body)["interview_id"])

    def booking(self, interview_id: str, slot_id: str) -> Call:
        """The request that books."""
        return self.call(
            "POST",
            f"/interviews/slots/{slot_id}/book_slot",
            {"interview_id": interview_id, "booking_notes": NOTES},
        )

    def booked_candidate(self) -> str:
        """A candidate with one booked interview."""
        candidate_id = self.enabled()
        self.scheduled(candidate_id=candidate_id)
        return candidate_id

    def scheduled(self, *, seats: int = 1, **more: Any) -> str:
        """A booked interview without a session yet."""
        interview_id = self.pending(**more)
        call = self.booking(interview_id, self.slot(seats=seats))
        self.make(call.method, call.path, call.body)
        return interview_id

    def invited(self) -> tuple[str, str]:
        """A booked interview with a session, and the key of its link."""
        interview_id = self.scheduled()
        path = "/interviews/schedules/create_interview_session"
        return interview_id, str(self.make("POST", path, {"interview_id": interview_id})["session_key"])

    def grow(self, candidates: int) -> None:
        """Create candidates, each with a job, a slot and a booked interview."""
        for _ in range(candidates):
            self.job()
            self.scheduled()

    def allow(self, **policy: Any) -> None:
        """Change this organisation's policy."""
        process, key = self.process, organisation_key(self.org_id)
        changed = self.app.organisations.organisation(self.org_id).policy.model_copy(update=policy)
        change = ItemUpdate(set={"policy": changed.model_dump(mode="json", exclude_none=True)})
        self.app.database.update(process.tables.organisations, key, change)
