"""An ONLINE interview in two browsers, the interviewer's and the candidate's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from local.recruiting import Recruiter, eventually

WATCHED = """
(() => {
  const sockets = (window.sockets = []);
  const Real = WebSocket;
  window.WebSocket = class extends Real {
    constructor(...given) { super(...given); sockets.push(this); }
    send(data) {
      const delay = window.delayed ? Math.random() * window.delayed : 0;
      (window.said ??= []).push(JSON.parse(data));
      if (delay) setTimeout(() => this.readyState === 1 && super.send(data), delay); else super.send(data);
    }
  };
})();
"""
"""A script that counts sockets and messages, and delays these if a test asks for it."""
EXPECTED = ("WebSocket", "Failed to load")
"""Console messages that tests cause by cutting connections."""


@dataclass
class Meeting:
    """An interview that two people can join now."""

    recruiter: Recruiter
    interview_id: str
    shown: Any

    @property
    def host_url(self) -> str:
        return str(self.shown["meeting_link"])

    def now(self) -> Any:
        return self.recruiter.made("GET", f"/interviews/{self.interview_id}")


def a_meeting(recruiter: Recruiter, starts_in: timedelta = timedelta(minutes=10), **fields: Any) -> Meeting:
    """Create an ONLINE interview that begins soon, with its session."""
    job_id = recruiter.job(job_description="Builds services. Must have Python and PostgreSQL.")
    starts_at = (datetime.now(UTC) + starts_in).replace(second=0, microsecond=0)
    interview_id = recruiter.interview(
        job_id,
        recruiter.candidate(job_id),
        interview_type="ONLINE",
        starts_at=f"{starts_at:%Y-%m-%dT%H:%M:%SZ}",
        duration_minutes=45,
        **fields,
    )
    recruiter.link_of(interview_id)
    return Meeting(recruiter, interview_id, recruiter.made("GET", f"/interviews/{interview_id}"))


@dataclass
class Side:
    """One person's browser."""

    context: BrowserContext
    page: Page
    said: list[str]

    @property
    def state(self) -> str:
        return str(self.page.evaluate("document.querySelector('[data-room]')?.dataset.state ?? ''"))

    def sees_the_other(self) -> bool:
        """Whether the other's picture arrives: the video has a size and its frames advance."""
        script = "() => { const v = document.querySelector('[data-theirs]'); return v?.videoWidth ? v.currentTime : 0 }"
        return bool(self.page.evaluate(script))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()


@contextmanager
def a_side(chromium: Browser, script: str = WATCHED, **options: Any) -> Iterator[Side]:
    """A browser with a camera and a microphone, both permitted."""
    context = chromium.new_context(permissions=["camera", "microphone"], **options)
    context.add_init_script(script)
    page = context.new_page()
    page.set_default_timeout(40_000)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    try:
        yield Side(context, page, said)
    finally:
        context.close()
    unexpected = [words for words in said if not any(known in words for known in EXPECTED)]
    if unexpected:
        raise AssertionError(unexpected)


def host_enters(side: Side, meeting: Meeting) -> None:
    side.page.goto(meeting.host_url)
    side.press("Join the meeting")
    expect(side.page.locator("[data-status]")).to_contain_text("waiting for Asha Raman", timeout=30_000)


def candidate_enters(side: Side, meeting: Meeting) -> None:
    side.page.goto(meeting.shown["interview_link"])
    side.press("Join the meeting")
    expect(side.page.locator("[data-status]")).to_contain_text("will let you in", timeout=30_000)


def both_see(host: Side, candidate: Side, seconds: float = 20) -> None:
    """Wait until both see each other's picture."""
    for side in (host, candidate):
        eventually(partial(_sees, side), "the picture", seconds)


def _sees(side: Side) -> bool:
    return side.state == "connected" and side.sees_the_other()


def meet(host: Side, candidate: Side, meeting: Meeting) -> None:
    """Both enter, and the host admits the candidate."""
    host_enters(host, meeting)
    candidate_enters(candidate, meeting)
    host.press("Let Asha Raman in")
    both_see(host, candidate)
