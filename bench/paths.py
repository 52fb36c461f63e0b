"""The paths that Greenroom's promises are about, each as a measurement that can be repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from bench.desk import Desk
from bench.due import make_due
from bench.gateway import Call, LambdaContext
from bench.interviews import ANSWER, invited_now, stream_event
from bench.matching import asked, message, scored
from bench.meetings import calendar_poll, meeting_made
from bench.meter import Used
from greenroom.identifiers import new_id

type Sample = Callable[[], Used]


class PathFailedError(Exception):
    """A path did not come to its end, so its figures would mean nothing."""


@dataclass(frozen=True)
class Beside:
    """What else is charged each time a path is walked."""

    api_requests: int = 1
    authorized: bool = True
    """The authorizer runs too."""
    edge_requests: int = 0
    mails: int = 0
    schedules: int = 0


@dataclass(frozen=True)
class Path:
    """`prepare` makes ready one walk of the path, whose units and times the sample says."""

    name: str
    prepare: Callable[[Desk], Sample]
    beside: Beside = Beside()
    memory_mb: int = 512


def called(desk: Desk, call: Call, *statuses: int) -> Sample:
    """A call that must be answered with one of these statuses."""

    def sample() -> Used:
        answer, used = desk.measured(call)
        if answer.status not in statuses:
            raise PathFailedError(f"{call.method} {call.path}: {answer.status} {answer.text[:200]}")
        return used

    return sample


def invoked(desk: Desk, function: str, event: dict[str, Any]) -> Sample:
    """An event that does not come from API Gateway."""
    handler = import_module(f"functions.{function}.handler").lambda_handler

    def sample() -> Used:
        with desk.place.meter.measure() as used:
            answered = handler(event, LambdaContext())
        if answered and answered.get("batchItemFailures"):
            raise PathFailedError(f"{function}: {answered}")
        return used

    return sample


def _authorizer(desk: Desk) -> Sample:
    event = {
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:us-east-1:000000000000:abc/live/GET/api/v1/jobs",
        "headers": {"Authorization": f"Token {desk.token}"},
        "requestContext": {"requestId": "bench"},
    }
    sample = invoked(desk, "authorizer", event)
    sample()  # the first use within an hour is noted
    return sample


def _book(desk: Desk) -> Sample:
    return called(desk, desk.booking(desk.pending(), desk.slot()), 201)


def _book_on_a_shared_slot(desk: Desk) -> Sample:
    return called(desk, desk.booking(desk.pending(), desk.slot(seats=50)), 201)


def _book_online(desk: Desk) -> Sample:
    interview = desk.pending(interview_type="ONLINE", interviewer_email=f"{new_id('lead')}@northwind.example")
    return called(desk, desk.booking(interview, desk.slot()), 201)


def _book_for_a_panel(desk: Desk) -> Sample:
    panel = [{"email": f"{new_id('lead')}@northwind.example", "name": "Asha Raman"} for _ in range(4)]
    interview = desk.pending(interview_type="ONLINE", interviewers=panel)
    return called(desk, desk.booking(interview, desk.slot()), 201)


def _replay(desk: Desk) -> Sample:
    interview, slot = desk.pending(), desk.slot()
    call = desk.booking(interview, slot)
    called(desk, call, 201)()
    return called(desk, call, 200)


def _reschedule(desk: Desk) -> Sample:
    path = f"/interviews/{desk.scheduled()}"
    return called(desk, desk.call("PUT", path, {"slot_id": desk.slot(hour=14)}), 200)


def _cancel(desk: Desk) -> Sample:
    path = f"/interviews/{desk.scheduled()}/cancel"
    return called(desk, desk.call("POST", path, {"reason": "The position was filled."}), 200)


def _invite(desk: Desk) -> Sample:
    return invoked(desk, "create_session", stream_event(desk, desk.scheduled()))


def _invite_again(desk: Desk) -> Sample:
    event = stream_event(desk, desk.scheduled())
    invoked(desk, "create_session", event)()
    return invoked(desk, "create_session", event)


def _view(desk: Desk) -> Sample:
    _, key = desk.invited()
    return called(desk, Call("GET", "/?", headers={"Cookie": f"__Host-greenroom_session={key}"}), 200)


def _arrive(desk: Desk) -> Sample:
    _, key = desk.invited()
    return called(desk, Call("GET", f"/?session_key={key}"), 303)


def _session_state(desk: Desk) -> Sample:
    _, key = desk.invited()
    return called(desk, Call("GET", "/ai/session", headers={"X-Session-Key": key}), 200)


def _questions(desk: Desk) -> Sample:
    waiting = invited_now(desk, prepared=False)
    return invoked(desk, "prepare_questions", stream_event(desk, waiting.interview_id))


def _start(desk: Desk) -> Sample:
    return called(desk, invited_now(desk).start(), 200)


def _turn(desk: Desk) -> Sample:
    candidate = invited_now(desk)
    body = {"question_id": candidate.started(), "text": ANSWER, "client_id": "window-1"}
    return called(desk, candidate.call("/ai/answer", body), 200)


def _turn_again(desk: Desk) -> Sample:
    candidate = invited_now(desk)
    call = candidate.call("/ai/answer", {"question_id": candidate.started(), "text": ANSWER})
    called(desk, call, 200)()
    return called(desk, call, 200)


def _heartbeat(desk: Desk) -> Sample:
    candidate = invited_now(desk)
    body = {"question_id": candidate.started(), "text": ANSWER[:200], "client_id": "window-1"}
    return called(desk, candidate.call("/ai/heartbeat", body), 200)


def _match(desk: Desk) -> Sample:
    return invoked(desk, "match_candidates", message(desk, *asked(desk)))


def _match_again(desk: Desk) -> Sample:
    return invoked(desk, "match_candidates", message(desk, *scored(desk)))


def _sweep(desk: Desk) -> Sample:
    return invoked(desk, "status_sweeper", {"source": "aws.scheduler"})


def sweep_of(count: int) -> Path:
    """A sweep that finds so many interviews whose candidate never came."""

    def prepare(desk: Desk) -> Sample:
        make_due(desk, count, ago=timedelta(hours=2))
        return _sweep(desk)

    return Path(f"sweep, {count:,} due", prepare, Beside(api_requests=0, authorized=False, schedules=1))


EVENT = Beside(api_requests=0, authorized=False)
PAGE = Beside(authorized=False, edge_requests=1)

PATHS = (
    Path("authorizer, each request", _authorizer, EVENT),
    Path("book", _book),
    Path("book, slot of 50 seats", _book_on_a_shared_slot),
    Path("book, ONLINE with an interviewer", _book_online),
    Path("book, ONLINE with four interviewers", _book_for_a_panel),
    Path("book, replayed", _replay),
    Path("reschedule", _reschedule),
    Path("cancel", _cancel),
    Path("session and e-mail", _invite, Beside(api_requests=0, authorized=False, mails=1)),
    Path("session and e-mail, redelivered", _invite_again, EVENT),
    Path("meeting at a provider, made", lambda desk: meeting_made(desk, invoked), EVENT),
    Path("calendar polled, nothing new", lambda desk: called(desk, calendar_poll(desk), 304), PAGE),
    Path("link opened", _arrive, PAGE),
    Path("portal view", _view, PAGE),
    Path("state of the session, polled", _session_state, PAGE),
    Path("questions prepared, from the bank", _questions, EVENT),
    Path("interview started", _start, PAGE),
    Path("AI turn, answered", _turn, PAGE),
    Path("AI turn, replayed", _turn_again, PAGE),
    Path("heartbeat with a draft", _heartbeat, PAGE),
    Path("match of one candidate", _match, EVENT),
    Path("match of one candidate, redelivered", _match_again, EVENT),
    Path("sweep, nothing due", _sweep, Beside(api_requests=0, authorized=False, schedules=1)),
)
