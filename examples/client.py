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


class Resume(TypedDict):
    resume_id: str
    status: Literal["AWAITING_UPLOAD", "PARSED", "UNREADABLE"]
    reason: str | None
    pages: int | None
    parsed_text: str | None


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
    slot_id: str | None
    interview_link: str | None
    meeting_link: str | None
    email: Email
    version: int


class LogEntry(TypedDict):
    at: str
    action: str
    actor: str
    reason: str | None


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

    def upload_resume(self, candidate_id: str, pdf: bytes, filename: str = "resume.pdf") -> Resume:
        """Uploads a PDF and waits, at most 30 seconds, for what was read in it."""
        path = f"/candidates/{candidate_id}/resume"
        upload = self.call("POST", path, {"filename": filename, "content_type": "application/pdf"})["upload"]
        post_form(upload["url"], upload["fields"], pdf)
        for _ in range(60):
            resume = cast(Resume, self.call("GET", path))
            if resume["status"] != "AWAITING_UPLOAD":
                return resume
            time.sleep(0.5)
        return resume

    def enable_interview(self, candidate_id: str, *, online: bool = False) -> None:
        """Opens the gates for the candidate's own job."""
        self.call("POST", f"/candidates/{candidate_id}/shortlist", {"shortlisted": True})
        gates = {"interview_enabled": True, "online_interview_enabled": online}
        self.call("POST", f"/candidates/{candidate_id}/toggle-interview", gates)

    def create_slot(self, job_id: str, day: str, start: str, end: str, **fields: Any) -> Slot:
        body = {"job_id": job_id, "interview_date": day, "start_time": start, "end_time": end, **fields}
        return cast(Slot, self.call("POST", "/interviews/slots", body))

    def free_slots(self, job_id: str) -> Iterator[Slot]:
        for slot in self.pages("/interviews/slots", job_id=job_id, available="true"):
            yield cast(Slot, slot)

    def book(self, candidate_id: str, job_id: str, slot_id: str, **fields: Any) -> Interview:
        """Makes an interview and books it, or neither."""
        body = {"candidate_id": candidate_id, "job_id": job_id, "slot_id": slot_id, **fields}
        return cast(Interview, self.call("POST", "/interviews", body))

    def interview(self, interview_id: str) -> Interview:
        return cast(Interview, self.call("GET", f"/interviews/{interview_id}"))

    def reschedule(self, interview: Interview, slot_id: str) -> Interview:
        """Moves an interview, if nobody has changed it since it was read; else RefusedError STALE_VERSION."""
        path = f"/interviews/{interview['interview_id']}"
        return cast(Interview, self.call("PUT", path, {"slot_id": slot_id}, version=interview["version"]))

    def cancel(self, interview_id: str, reason: str) -> None:
        self.call("POST", f"/interviews/{interview_id}/cancel", {"reason": reason})

    def log(self, interview_id: str) -> list[LogEntry]:
        return cast(list[LogEntry], self.call("GET", f"/interviews/{interview_id}/logs")["items"])

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

    def call(
        self, method: str, path: str, body: dict[str, Any] | None = None, *, version: int | None = None, tries: int = 4
    ) -> dict[str, Any]:
        """One request. While the API is busy or the answer got lost it is repeated under one key: it acts once."""
        headers = {
            "Authorization": f"Token {self.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": str(uuid.uuid4()),
        }
        if version is not None:
            headers["If-Match"] = str(version)
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers, method=method)
        for left in reversed(range(tries)):
            try:
                with urllib.request.urlopen(request, timeout=20) as answer:
                    text = answer.read()
                    return cast("dict[str, Any]", json.loads(text)) if text else {}
            except urllib.error.HTTPError as error:
                if not left or error.code not in {429, 500, 503}:
                    raise RefusedError(error.code, json.loads(error.read() or b"{}")) from error
                pause = float(error.headers.get("Retry-After", 1))
            except (urllib.error.URLError, TimeoutError):
                if not left:
                    raise
                pause = 1.0
            time.sleep(pause)
        raise AssertionError("unreachable")


def post_form(url: str, fields: dict[str, str], pdf: bytes) -> None:
    """Posts a file the way a browser's form does: the given fields first, the file last."""
    boundary = uuid.uuid4().hex
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in fields.items()]
    file = 'Content-Disposition: form-data; name="file"; filename="resume.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    data = "".join([*parts, f"--{boundary}\r\n", file]).encode() + pdf + f"\r\n--{boundary}--\r\n".encode()
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    with urllib.request.urlopen(urllib.request.Request(url, data, headers, method="POST"), timeout=60):
        return
