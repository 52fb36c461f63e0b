"""The client of examples/ calls the API over HTTP."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from examples.client import Greenroom, RefusedError
from local.gateway import answered, rest_event
from tests.functional.recruiter_requests import IN_TWO_DAYS
from tests.world import Tenant


class OverHttp(BaseHTTPRequestHandler):
    """The functional tests' gateway, behind a socket."""

    def answer(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(size).decode() if size else None
        answer = answered(rest_event(self.command, self.path, body, dict(self.headers.items())))
        self.send_response(answer.status)
        content = answer.text.encode()
        for name, value in {**answer.headers, "Content-Length": str(len(content))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = answer  # noqa: N815 (names that the library gives)

    def log_message(self, *_: object) -> None:
        """Log nothing."""


@pytest.fixture
def url(cloud: object) -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), OverHttp) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_example_books_an_interview_and_cancels_it(url: str, organisation: Tenant) -> None:
    assert organisation.admin.token is not None
    greenroom = Greenroom(url, organisation.admin.token)

    job = greenroom.create_job("Backend Engineer", "Acme", "Build services.")
    candidate = greenroom.create_candidate("Asha Raman", "asha@example.com", job["job_id"], timezone="Asia/Kolkata")
    greenroom.enable_interview(candidate["candidate_id"])
    greenroom.create_slot(job["job_id"], IN_TWO_DAYS, "14:30", "15:15")
    [slot] = greenroom.free_slots(job["job_id"])
    interview = greenroom.book(candidate["candidate_id"], job["job_id"], slot["slot_id"])

    assert interview["status"] == "SCHEDULED"
    assert list(greenroom.free_slots(job["job_id"])) == []
    greenroom.cancel(interview["interview_id"], "The position is filled.")
    assert greenroom.interview(interview["interview_id"])["status"] == "CANCELLED"


def test_the_example_tells_a_refusal_by_its_code(url: str, organisation: Tenant) -> None:
    assert organisation.admin.token is not None

    with pytest.raises(RefusedError) as refused:
        Greenroom(url, organisation.admin.token).interview("int_none")

    assert (refused.value.status, refused.value.code, str(refused.value)) == (404, "NOT_FOUND", "Interview not found")
