"""Serves all pages with sample sessions as in production: the same headers, /static, /brand and /ai/session.

`python -m tests.browser.preview 8123` shows them at http://127.0.0.1:8123/pages.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from functions.portal.brand import brand_stylesheet
from functions.portal.meeting_pages import MeetingPages
from functions.portal.outcomes import ErrorPage
from functions.portal.pages import ModelUses, RoomFacts
from greenroom.clock import rfc3339
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.models.session import Session, SessionStatus
from greenroom.models.slot import AiInterviewType
from greenroom.rules.portal import PortalState, portal_state
from tests.browser.interviewer import Interviewer, an_interviewer
from tests.builders import an_interview
from tests.unit.portal.samples import a_session

NOTHING = "<!doctype html><title>Sent</title><link rel=icon href=data:,>"
"""A page that a form may lead to."""
STATIC = Path(__file__).parents[2] / "web" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; "
    "media-src 'self' blob: https:; connect-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
LOGO = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 60 40'%3E%3Cpath "
    "d='M0 40L20 0l20 40zM44 0h16v40H44z' fill='%23b3005e'/%3E%3C/svg%3E"
)
CSRF = "a-csrf-token"
SILENCE = (
    b"RIFF\xa4\x3e\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x40\x1f\x00\x00"
    b"\x01\x00\x08\x00data\x80\x3e\x00\x00" + b"\x80" * 16_000
)
"""A recording of two seconds for a question."""
KNOWN = RoomFacts(questions=8, retention_days=180)
LONG_TITLE = "Senior Backend-Softwareentwicklungsingenieurin (w/m/d), Zahlungsverkehr und Abrechnung"


PAPERS = {
    "candidate_email": "meera@example.com",
    "job_text": "Backend Engineer at Northwind.\nBuilds services that book vans. " * 20,
    "resume_text": "Meera Subramaniam\nPython and PostgreSQL since 2017. " * 40,
    "criteria": ["Python", "PostgreSQL", "In general"],
    "notes": {"Python": "Explains generators well."},
}
"""The interviewer's papers."""


class Preview:
    """A site with one page for each state. `session` and `shift` determine the answer of `/ai/session`."""

    def __init__(self) -> None:
        self.pages = MeetingPages()
        self.shift = timedelta()
        """How far the server's clock is from this computer's."""
        self.session = self.session_in(timedelta(days=2, hours=4))
        self.is_down = False
        self.posted: dict[str, list[str]] = {}
        self.interviewer: Interviewer | None = None
        """Who asks at /ai/*, once an interview runs."""

    def interview(self, ends_in: timedelta = timedelta(minutes=40), questions: int = 3, **fields: Any) -> Interviewer:
        """A running interview, which the candidate has just entered."""
        self.session = a_session(starts_at=self.now() - timedelta(minutes=45) + ends_in, **fields)
        return self.enter(questions)

    def enter(self, questions: int = 3) -> Interviewer:
        """Enter the interview, which begins it."""
        now = self.now()
        running = self.session.changed(status=SessionStatus.IN_PROGRESS, joined_at=now, consented_at=now)
        self.interviewer = an_interviewer(self.now, running, questions)
        return self.interviewer

    def start_page(self, query: str) -> str:
        """The page of /interview/start/."""
        if self.interviewer is None:
            return self.pages.for_start(self.session, self.now(), CSRF, KNOWN)
        ai_interview = self.interviewer.ai_interview
        self.pages.model_uses = ModelUses(writes_down=self.interviewer.transcript is not None)
        facts = RoomFacts(ai_interview.total, 180, ai_interview.answered)
        mode = "type" if "mode=type" in query else "speak"
        return self.pages.for_start(ai_interview.session, self.now(), CSRF, facts, mode)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.shift

    def session_in(self, delay: timedelta, **fields: Any) -> Session:
        """A session that starts after that time."""
        return a_session(starts_at=self.now() + delay, **fields)

    def samples(self) -> dict[str, Session]:
        """The sessions of the pages before and in the interview, by the names of those pages."""
        brand = {"brand_color": "#b3005e", "logo_url": LOGO, "org_name": "Muster & Söhne Personalberatung"}
        coding = {"ai_interview_type": AiInterviewType.CODING, "extra_time_percent": 25, "job_title": LONG_TITLE}
        online = {"interview_type": InterviewType.ONLINE, "brand_color": "#ffd400"}
        return {
            "early": self.session_in(timedelta(days=2, hours=4)),
            "early-brand": self.session_in(timedelta(minutes=4, seconds=40), **coding, **brand),
            "ready-early": self.session_in(timedelta(hours=3, minutes=13)),
            "ready": self.session_in(timedelta(seconds=20), **coding, **brand),
            "ready-again": self.session_in(timedelta(seconds=20)),
            "meeting": self.session_in(timedelta(hours=20), **online),
        }

    def page(self, name: str) -> str:
        """A page by name. Raises KeyError for another."""
        samples = self.samples()
        if name in samples:
            self.session = samples[name]
            return self._page_of_session(name, self.session)
        return self._other_pages()[name]()

    def names(self) -> list[str]:
        return [*self.samples(), *self._other_pages()]

    def _page_of_session(self, name: str, session: Session) -> str:
        now = self.now()
        if name.startswith("early"):
            return self.pages.early(session, now)
        if name == "meeting":
            return self.pages.meeting(session, now, CSRF)
        if name == "ready-again":
            return self.pages.ready(session, now, CSRF, consent_missing=True)
        return self.pages.ready(session, now, CSRF, KNOWN)

    def _other_pages(self) -> dict[str, Callable[[], str]]:
        pages, now = self.pages, self.now()
        settled = a_session(joined_at=now)
        offline = a_session(interview_type=InterviewType.OFFLINE, location="Third floor, 12 MG Road, Bengaluru 560001")
        what = ErrorPage(
            "Your check-in could not be stored.", "Your place is kept.", "Wait a minute, then try again.", "7F3K-29"
        )
        return {
            "interview": self._interview,
            "place": lambda: pages.place(offline),
            "at-place": lambda: self._at_place(offline),
            "host": lambda: self._host(timedelta(minutes=5)),
            "host-early": lambda: self._host(timedelta(days=1)),
            "host-joined": lambda: self._host(timedelta(), interviewer_joined_at=now, candidate_joined_at=now),
            "in-progress": lambda: pages.in_progress(settled),
            "expired": lambda: pages.after_entry_closed(a_session(), PortalState.EXPIRED),
            "moved": lambda: pages.after_entry_closed(a_session(), PortalState.MOVED),
            "cancelled": lambda: pages.after_entry_closed(a_session(brand_color="#0b57d0"), PortalState.CANCELLED),
            "closing": lambda: pages.after_entry_closed(settled, PortalState.COMPLETED, RoomFacts(8, 180, 8)),
            "completed": lambda: pages.after_entry_closed(a_session(), PortalState.COMPLETED),
            "unknown": pages.unknown_link,
            "stale-form": lambda: pages.stale_form(settled),
            "trouble": lambda: pages.trouble(what, settled),
        }

    def _interview(self) -> str:
        self.interview()
        return self.start_page("")

    def _at_place(self, session: Session) -> str:
        """The interviewer's page of an OFFLINE interview."""
        interview = an_interview(interview_type=InterviewType.OFFLINE, status=InterviewStatus.SCHEDULED)
        return self.pages.at_place(interview, session, session.starts_at, "room_1", "interviewer")

    def _host(self, starts_in: timedelta, **joined: datetime) -> str:
        """The interviewer's page before a meeting."""
        starts_at = self.now() + starts_in
        session = self.session_in(
            starts_in, interview_type=InterviewType.ONLINE, opens_at=starts_at - timedelta(minutes=15)
        )
        meeting = an_interview(interview_type=InterviewType.ONLINE, status=InterviewStatus.SCHEDULED, **joined)
        return self.pages.host(meeting, session, self.now(), "room_1")

    def ai_session(self) -> dict[str, Any]:
        if self.interviewer:
            return self.interviewer.ai_session()
        session = self.session
        return {
            "state": portal_state(session, self.now()),
            "server_time": rfc3339(self.now()),
            "opens_at": rfc3339(session.opens_at),
            "last_entry_at": rfc3339(session.last_entry_at),
            "ends_at": rfc3339(session.ends_at),
            "progress": None,
        }


class NamedPages(Preview):
    """A site whose pages are made by `makers`, by their names."""

    def makers(self) -> dict[str, Callable[[], str]]:
        """The pages by name."""
        raise NotImplementedError

    def names(self) -> list[str]:
        return list(self.makers())

    def page(self, name: str) -> str:
        return self.makers()[name]()


class _Handler(BaseHTTPRequestHandler):
    preview: ClassVar[Preview]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        first, _, rest = path.removeprefix("/").partition("/")
        if first == "ai":
            status = 503 if self.preview.is_down else 200
            self._answer(status, "application/json", json.dumps(self.preview.ai_session()))
        elif first == "static" and (file := STATIC / rest.removeprefix("dev/")).is_file():
            self._answer(200, TYPES[file.suffix], file.read_text(), cache="public, max-age=31536000, immutable")
        elif first == "sound":
            self._answer(200, "audio/wav", SILENCE)
        elif first == "brand":
            self._answer(200, "text/css", brand_stylesheet(Path(rest).stem))
        elif first == "pages" and rest in self.preview.names():
            self._answer(200, "text/html", self.preview.page(rest))
        else:
            self._site(path)

    def _site(self, path: str) -> None:
        if path.startswith("/interview/start/"):
            self._answer(200, "text/html", self.preview.start_page(urlsplit(self.path).query))
        elif path == "/":
            page = self.preview.pages.for_link(self.preview.session, self.preview.now(), CSRF, KNOWN)
            self._answer(200, "text/html", page)
        elif path.startswith("/interview/ready/"):
            page = self.preview.pages.for_room(self.preview.session, self.preview.now(), CSRF, KNOWN)
            self._answer(200, "text/html", page)
        elif path == "/pages":
            links = "".join(f'<li><a href="/pages/{name}">{name}</a></li>' for name in self.preview.names())
            self._answer(200, "text/html", f"<!doctype html><title>Pages</title><ul>{links}</ul>")
        else:
            self._answer(404, "text/html", self.preview.pages.unknown_link())

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.preview.interviewer is None and self.path == "/ai/start" and not self.preview.is_down:
            self.preview.enter()
        interviewer = self.preview.interviewer
        if interviewer and self.path == "/upload":
            interviewer.receive(body)
            return self._answer(200, "text/plain", "")
        if interviewer and self.path.startswith("/ai/"):
            route = self.path.removeprefix("/ai/")
            status, answer = (503, "{}") if self.preview.is_down else interviewer(route, body)
            return self._answer(status, "application/json", answer)
        if self.path.endswith("/papers"):
            return self._answer(200, "application/json", json.dumps(PAPERS))
        return self._enter(body)

    def _enter(self, body: bytes) -> None:
        self.preview.posted = parse_qs(body.decode())
        self.preview.enter()
        mode = "?mode=type" if self.preview.posted.get("mode") == ["type"] else ""
        self.send_response(303)
        self.send_header("Location", self.path.replace("/ready/", "/start/") + mode)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, kind: str, body: str | bytes, cache: str = "no-store") -> None:
        content = body.encode() if isinstance(body, str) else body
        self.send_response(status)
        for name, value in {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(content)),
            "Cache-Control": cache,
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
        }.items():
            self.send_header(name, value)
        with suppress(ConnectionError):  # the page was closed meanwhile
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def serve(preview: Preview, port: int = 0) -> ThreadingHTTPServer:
    """Serves in a thread; the port is in `server_address`."""
    server = ThreadingHTTPServer(("127.0.0.1", port), type("Handler", (_Handler,), {"preview": preview}))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


@contextmanager
def serving(preview: Preview) -> Iterator[str]:
    """The address of a preview that is served."""
    server = serve(preview)
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


if __name__ == "__main__":
    site = serve(Preview(), int(sys.argv[1]) if len(sys.argv) > 1 else 8123)
    print(f"http://127.0.0.1:{site.server_address[1]}/pages")
    threading.Event().wait()
