"""A small typed client of the Greenroom API, on the standard library alone. Copy it and make it yours."""

import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, cast
from urllib.parse import urlencode


class Job(TypedDict):
    job_id: str
    job_title: str
    company_name: str
    coding_language: str
    version: int


class Candidate(TypedDict):
    candidate_id: str
    full_name: str
    email: str
    job_id: str | None
    version: int


class Slot(TypedDict):
    slot_id: str
    starts_at: str
    ends_at: str
    current_bookings: int
    max_candidates: int
    status: Literal["AVAILABLE", "BOOKED", "CANCELLED"]


class Email(TypedDict):
    status: Literal["PENDING", "SENT", "FAILED"]
    sent_at: str | None
    reason: str | None


class Interview(TypedDict):
    interview_id: str
    candidate_name: str
    status: Literal["PENDING", "SCHEDULED", "IN_PROGRESS", "COMPLETED", "NO_SHOW", "CANCELLED"]
    started_at: str | None
    interview_link: str | None
    email: Email
    version: int


class RefusedError(Exception):
    """The API refused. `code` is stable and meant for programs, the message for people."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(answer.get("error", f"status {status}"))
        self.status = status
        self.code: str = answer.get("code", "INTERNAL")
        self.request_id: str | None = answer.get("request_id")


@dataclass(frozen=True)
class Greenroom:
    """One organisation's access. `url` ends before `/api/v1`."""

    url: str
    token: str

    def create_job(self, title: str, company: str, description: str, language: str = "PYTHON") -> Job:
        body = {
            "job_title": title,
            "company_name": company,
            "job_description": description,
            "coding_language": language,
        }
        return cast(Job, self.call("POST", "/jobs", body))

    def create_candidate(self, name: str, email: str, job_id: str, **fields: Any) -> Candidate:
        body = {"full_name": name, "email": email, "job_id": job_id, **fields}
        return cast(Candidate, self.call("POST", "/candidates", body))

    def enable_interview(self, candidate_id: str) -> None:
        self.call("POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
        self.call("POST", f"/candidates/{candidate_id}/toggle-interview", {"interview_enabled": True})

    def free_slots(self, job_id: str) -> Iterator[Slot]:
        for slot in self.pages("/interviews/slots", job_id=job_id, available="true"):
            yield cast(Slot, slot)

    def create_slot(self, job_id: str, day: str, start: str, end: str, **fields: Any) -> Slot:
        body = {"job_id": job_id, "interview_date": day, "start_time": start, "end_time": end, **fields}
        return cast(Slot, self.call("POST", "/interviews/slots", body))

    def book(self, candidate_id: str, job_id: str, slot_id: str) -> Interview:
        """Makes an interview and books it, or neither."""
        body = {"candidate_id": candidate_id, "job_id": job_id, "slot_id": slot_id}
        return cast(Interview, self.call("POST", "/interviews", body))

    def interview(self, interview_id: str) -> Interview:
        return cast(Interview, self.call("GET", f"/interviews/{interview_id}"))

    def cancel(self, interview_id: str, reason: str) -> None:
        self.call("POST", f"/interviews/{interview_id}/cancel", {"reason": reason})

    def pages(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """All items of a list, page by page."""
        cursor: str | None = None
        while True:
            asked = query | ({"cursor": cursor} if cursor else {})
            page = self.call("GET", f"{path}?{urlencode(asked)}")
            yield from page["items"]
            cursor = page["next_cursor"]
            if cursor is None:
                return

    def call(self, method: str, path: str, body: dict[str, Any] | None = None, tries: int = 4) -> dict[str, Any]:
        """One request, repeated under one Idempotency-Key while the API is busy or an answer got lost: it acts once."""
        headers = {
            "Authorization": f"Token {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        for left in reversed(range(tries)):
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    text = answer.read()
                    return cast("dict[str, Any]", json.loads(text)) if text else {}
            except urllib.error.HTTPError as error:
                if left and error.code in {429, 500, 503}:
                    time.sleep(float(error.headers.get("Retry-After", 1)))
                    continue
                raise RefusedError(error.code, json.loads(error.read() or b"{}")) from error
            except (urllib.error.URLError, TimeoutError):
                if not left:
                    raise
        raise AssertionError("unreachable")
