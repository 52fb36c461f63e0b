"""A recruiter's system for tests. It uses only the public API."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from local.running import RunningStack
from local.web import HttpAnswer

KOLKATA = ZoneInfo("Asia/Kolkata")


def eventually[T](look: Callable[[], T | None], what: str | Callable[[], str], seconds: float = 20) -> T:
    """Call `look` until it returns something true, and return that. Fails the test after the limit.

    The pauses grow to a quarter of a second, because on a busy machine each look delays what it waits for.
    """
    deadline, pause = time.monotonic() + seconds, 0.05
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        time.sleep(pause)
        pause = min(0.25, pause * 1.5)
    raise AssertionError(f"{what if isinstance(what, str) else what()} did not happen within {seconds:.0f} s")


@dataclass
class Recruiter:
    """One organisation's system. `made` is for calls that must succeed: any other answer fails the test."""

    stack: RunningStack
    token: str

    def call(self, method: str, path: str, body: object = None, **headers: str) -> HttpAnswer:
        """Send a request with this organisation's token."""
        return self.stack.api(method, path, body, token=self.token, headers=headers or None)

    def made(self, method: str, path: str, body: object = None) -> Any:
        """The answer's JSON of a request that must succeed."""
        reply = self.call(method, path, body)
        if reply.status not in {200, 201}:
            raise AssertionError(f"{method} {path}: {reply.status} {reply.text}")
        return reply.json

    def job(self, **fields: Any) -> str:
        """Create a job. Returns its id."""
        usual = {"job_title": "Backend Engineer", "company_name": "Acme", "job_description": "Builds services."}
        return str(self.made("POST", "/jobs", usual | fields)["job_id"])

    def candidate(self, job_id: str, *, enabled: bool = True, **fields: Any) -> str:
        """Create a candidate, shortlisted and enabled for the job unless told otherwise. Returns the id."""
        address = f"asha.{uuid4().hex}@example.com"  # unique: a local cloud keeps earlier tests' candidates
        usual = {"full_name": "Asha Raman", "email": address, "job_id": job_id}
        candidate_id = str(self.made("POST", "/candidates", usual | fields)["candidate_id"])
        if enabled:
            self.made("POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
            gates = {"interview_enabled": True, "online_interview_enabled": True}
            self.made("POST", f"/candidates/{candidate_id}/toggle-interview", gates)
        return candidate_id

    def slot(self, job_id: str, starts_at: datetime, **fields: Any) -> str:
        """Create a slot of 30 minutes, in India's zone, from a time in whole minutes. Returns its id."""
        local, ends = starts_at.astimezone(KOLKATA), (starts_at + timedelta(minutes=30)).astimezone(KOLKATA)
        usual = {
            "job_id": job_id,
            "interview_date": f"{local:%Y-%m-%d}",
            "start_time": f"{local:%H:%M}",
            "end_time": f"{ends:%H:%M}",
            "timezone": "Asia/Kolkata",
        }
        return str(self.made("POST", "/interviews/slots", usual | fields)["slot_id"])

    def interview(self, job_id: str, candidate_id: str, **fields: Any) -> str:
        """Create an interview. Returns its id."""
        body = {"job_id": job_id, "candidate_id": candidate_id} | fields
        return str(self.made("POST", "/interviews", body)["interview_id"])

    def pending(self, **fields: Any) -> tuple[str, str]:
        """Create a pending interview with all gates open, and its job."""
        job_id = self.job()
        return self.interview(job_id, self.candidate(job_id), **fields), job_id

    def book(self, interview_id: str, slot_id: str) -> HttpAnswer:
        """Book an interview on a slot."""
        return self.call("POST", f"/interviews/slots/{slot_id}/book_slot", {"interview_id": interview_id})

    def link_of(self, interview_id: str) -> str:
        """The link of an interview, after its e-mail was sent."""

        def sent() -> str | None:
            shown = self.made("GET", f"/interviews/{interview_id}")
            return shown["interview_link"] if shown["email"]["status"] == "SENT" else None

        return eventually(sent, "the invitation")

    def actions(self, interview_id: str) -> list[str]:
        """The actions in an interview's log, in order."""
        return [action for action, _ in self.log(interview_id)]

    def log(self, interview_id: str) -> list[tuple[str, str]]:
        """The actions in an interview's log with their actors, in order."""
        entries = self.made("GET", f"/interviews/{interview_id}/logs")["items"]
        return [(entry["action"], entry["actor"]) for entry in entries]


def at(hour: int, days: int = 5) -> datetime:
    """A full hour some days ahead. Hours from 03:00 to 13:00 UTC are within one day in India, too."""
    day = datetime.now(UTC).date() + timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)
