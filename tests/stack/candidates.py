"""A candidate as the tests play one: through a link's key and /ai/* alone."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from local.recruiting import Recruiter
from local.running import RunningStack
from local.web import HttpAnswer


@dataclass(frozen=True)
class Candidate:
    """A candidate with a link, who calls /ai/* at the portal's address."""

    stack: RunningStack
    key: str

    def call(self, method: str, route: str, **body: Any) -> HttpAnswer:
        body = {"consent": True, **body} if route == "start" else body
        headers = {"X-Session-Key": self.key, "Content-Type": "application/json"}
        sent = None if method == "GET" else json.dumps(body).encode()
        return self.stack.visitor().request(method, f"{self.stack.portal_url}/ai/{route}", sent, headers)

    def did(self, route: str, **body: Any) -> Any:
        answer = self.call("POST", route, **body)
        assert answer.status == 200, answer.text
        return answer.json


def invited(stack: RunningStack, recruiter: Recruiter) -> tuple[str, Candidate]:
    """An interview that begins in some minutes, and its candidate."""
    job_id = recruiter.job(domain="Finance")
    starts_at = (datetime.now(UTC) + timedelta(minutes=3)).replace(microsecond=0)
    own_time = {"starts_at": f"{starts_at:%Y-%m-%dT%H:%M:%SZ}", "duration_minutes": 30}
    interview_id = recruiter.interview(job_id, recruiter.candidate(job_id), **own_time)
    made = recruiter.made("POST", "/interviews/schedules/create_interview_session", {"interview_id": interview_id})
    return interview_id, Candidate(stack, str(made["session_key"]))
