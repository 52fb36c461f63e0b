"""The video room in two Chromium contexts on a deployed stack: time until both see each other, usage of 45 minutes."""

import statistics
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from playwright.sync_api import Browser, Request, WebSocket, sync_playwright

from bench.calls import Call, event_of
from bench.configured import configured_process
from bench.recruiter import MeasuredRecruiter
from bench.repeated import percentile
from functions.meeting_room.handler import lambda_handler
from greenroom.models.caller import CANDIDATE, INTERVIEWER
from local.applications import with_parts
from local.aws import Account
from local.browser import FLAGS, TEST_BROWSER
from local.gateway import answer_of, lambda_context
from local.recruiting import Recruiter
from local.running import RunningStack
from local.say import step
from local.stack import Stack
from local.video_rooms import Meeting, Side, a_meeting, a_side, both_see, candidate_enters, host_enters

MEETINGS = 7
MINUTES = 45
PING_MINUTES = 4
OPEN_AT_ONCE = {"min_notice_minutes": 0, "join_buffer_minutes": 60}
PINGS = """
  const real = window.setInterval;
  window.pings = [];
  window.setInterval = (act, ms, ...rest) => {
    if (ms === PING) pings.push(act);
    return real(act, ms, ...rest);
  };
""".replace("PING)", f"{PING_MINUTES * 60_000})")
"""A script that keeps the callbacks that a page runs every four minutes, so that they can be called at once."""


@contextmanager
def two(browser: Browser) -> Iterator[tuple[Side, Side]]:
    """The interviewer's browser and the candidate's."""
    with a_side(browser) as host, a_side(browser) as candidate:
        yield host, candidate


def let_in(host: Side, candidate: Side, meeting: Meeting) -> float:
    """Milliseconds from admitting the candidate until both have each other's picture."""
    host_enters(host, meeting)
    candidate_enters(candidate, meeting)
    began = time.perf_counter()
    host.press("Let Asha Raman in")
    both_see(host, candidate, 60)
    return (time.perf_counter() - began) * 1000


@dataclass(frozen=True)
class Happened:
    """One action of a page: it asked for a ticket, or opened, used or lost a socket."""

    who: str
    what: str
    body: str = ""


def noted(side: Side, who: str, events: list[Happened]) -> None:
    """Record the requests and messages of a page in their order."""

    def opened(socket: WebSocket) -> None:
        events.append(Happened(who, "CONNECT"))
        socket.on("framesent", lambda body: events.append(Happened(who, "MESSAGE", str(body))))
        socket.on("close", lambda _: events.append(Happened(who, "DISCONNECT")))

    def asked(request: Request) -> None:
        if request.url.endswith("/ticket"):
            events.append(Happened(who, "TICKET"))

    side.page.on("websocket", opened)
    side.page.on("request", asked)


def whole_meeting(browser: Browser, recruiter: Recruiter) -> list[Happened]:
    """All actions of two pages in a meeting, from its start until both have left."""
    meeting, events = a_meeting(recruiter), list[Happened]()
    with two(browser) as (host, candidate):
        for side, who in ((host, INTERVIEWER), (candidate, CANDIDATE)):
            side.context.add_init_script(PINGS)
            noted(side, who, events)
        let_in(host, candidate, meeting)
        for _ in range(MINUTES // PING_MINUTES):
            for side in (host, candidate):
                side.page.evaluate("pings.forEach((act) => act())")
        for side in (candidate, host):
            side.press("Leave")
            side.page.get_by_role("dialog").get_by_role("button", name="Leave").click()
            side.page.get_by_role("heading", name="You have left the interview").wait_for()
    return events


@dataclass
class CountingSockets:
    """Stands in for open WebSockets, and counts the bytes sent to them."""

    written: int = 0

    def send(self, _connection_id: str, _message: dict[str, Any]) -> bool:
        self.written += 1
        return True

    def close(self, _connection_id: str) -> None:
        pass


def replayed(recruiter: MeasuredRecruiter, events: list[Happened]) -> dict[str, Any]:
    """The usage of the room's function for the same actions, counted at its DynamoDB client."""
    interview_id = recruiter.pending(interview_type="ONLINE")
    recruiter.measured(recruiter.booking(interview_id, recruiter.slot()))
    shown = recruiter.make("GET", f"/interviews/{interview_id}")
    starts_at = datetime.fromisoformat(shown["started_at"])
    room_ids = {INTERVIEWER: shown["room_id"], CANDIDATE: shown["candidate_room_id"]}
    sockets, tickets = CountingSockets(), dict[str, str]()
    counted: Counter[str] = Counter()
    reads = writes = 0.0
    with with_parts(recruiter.app, room_sockets=sockets, clock=lambda: starts_at):
        for one in events:
            if one.what == "TICKET":
                body = {"device": f"device-{one.who}", "room_id": room_ids[one.who]}
                event = event_of(Call("POST", f"/room/{interview_id}/ticket", body))
                with recruiter.process.meter.measure() as used:
                    answered = lambda_handler(event, lambda_context())
                tickets[one.who] = answer_of(answered).json["ticket"]
            else:
                with recruiter.process.meter.measure() as used:
                    lambda_handler(_socket_event(one, tickets), lambda_context())
            counted[one.what] += 1
            reads, writes = reads + used.reads, writes + used.writes
    return {
        "messages_in": counted["MESSAGE"],
        "messages_out": sockets.written,
        "invocations": len(events),
        "tickets": counted["TICKET"],
        "read_units": reads,
        "write_units": writes,
    }


def _socket_event(one: Happened, tickets: dict[str, str]) -> dict[str, Any]:
    return {
        "requestContext": {"eventType": one.what, "connectionId": one.who, "requestId": "bench"},
        "queryStringParameters": {"ticket": tickets[one.who]} if one.what == "CONNECT" else None,
        "body": one.body,
    }


def measured(stack: Stack, meetings: int = MEETINGS) -> dict[str, Any]:
    """The figures of the room."""
    running = RunningStack(stack, Account(stack.endpoint_url, stack.region))
    recruiter = Recruiter(running, running.new_organisation("Rooms", OPEN_AT_ONCE).token)
    took = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=TEST_BROWSER, args=FLAGS)
        with step(f"{meetings} meetings, from letting in to both pictures"):
            for _ in range(meetings):
                with two(browser) as (host, candidate):
                    took.append(let_in(host, candidate, a_meeting(recruiter)))
        with step(f"The messages of one meeting of {MINUTES} minutes"):
            events = whole_meeting(browser, recruiter)
        browser.close()
    with configured_process(stack.endpoint_url) as process:
        whole = replayed(MeasuredRecruiter(process).open(), events)
    timed = {"median_ms": round(statistics.median(took)), "p95_ms": round(percentile(took, 95)), "meetings": meetings}
    return {"room": {"let_in_to_picture": timed, "meeting_of_45_minutes": whole}}
