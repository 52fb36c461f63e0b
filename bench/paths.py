"""The paths for which docs/slo.md promises something, each as a measurement that can be repeated."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any

from bench.calls import Call, ample_time
from bench.choices import invitation, page_of_times, taken_time
from bench.due import make_due
from bench.interviews import ANSWER, invited_now, stream_event
from bench.matching import asked, message, scored
from bench.meetings import calendar_poll, meeting_made
from bench.meter import Used
from bench.recruiter import MeasuredRecruiter
from greenroom.identifiers import new_id
from local.gateway import lambda_context

type Sample = Callable[[], Used]


class PathFailedError(Exception):
    """A path failed, so its figures have no meaning."""


@dataclass(frozen=True)
class ExtraCharges:
    """Other charges of each run of a path."""

    api_requests: int = 1
    authorized: bool = True
    """The authorizer runs too."""
    edge_requests: int = 0
    mails: int = 0
    schedules: int = 0


@dataclass(frozen=True)
class Path:
    """`prepare` makes the data of one run, and returns the function that runs it and returns its usage."""

    name: str
    prepare: Callable[[MeasuredRecruiter], Sample]
    beside: ExtraCharges = ExtraCharges()
    memory_mb: int = 512


def called(recruiter: MeasuredRecruiter, call: Call, *statuses: int) -> Sample:
    """A request that must get one of these statuses."""

    def sample() -> Used:
        answer, used = recruiter.measured(call)
        if answer.status not in statuses:
            raise PathFailedError(f"{call.method} {call.path}: {answer.status} {answer.text[:200]}")
        return used

    return sample


def invoked(recruiter: MeasuredRecruiter, function: str, event: dict[str, Any]) -> Sample:
    """An event from another source than API Gateway."""
    handler = import_module(f"functions.{function}.handler").lambda_handler

    def sample() -> Used:
        with recruiter.process.meter.measure() as used:
            answered = handler(event, lambda_context(ample_time))
        if answered and answered.get("batchItemFailures"):
            raise PathFailedError(f"{function}: {answered}")
        return used

    return sample


def _authorizer(recruiter: MeasuredRecruiter) -> Sample:
    event = {
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:us-east-1:000000000000:abc/live/GET/api/v1/jobs",
        "headers": {"Authorization": f"Token {recruiter.token}"},
        "requestContext": {"requestId": "bench"},
    }
    sample = invoked(recruiter, "authorizer", event)
    sample()  # the first use of a token within an hour writes its time
    return sample


def _book(recruiter: MeasuredRecruiter) -> Sample:
    return called(recruiter, recruiter.booking(recruiter.pending(), recruiter.slot()), 201)


def _book_on_a_shared_slot(recruiter: MeasuredRecruiter) -> Sample:
    return called(recruiter, recruiter.booking(recruiter.pending(), recruiter.slot(seats=50)), 201)


def _book_online(recruiter: MeasuredRecruiter) -> Sample:
    interview = recruiter.pending(interview_type="ONLINE", interviewer_email=f"{new_id('lead')}@northwind.example")
    return called(recruiter, recruiter.booking(interview, recruiter.slot()), 201)


def _book_for_a_panel(recruiter: MeasuredRecruiter) -> Sample:
    panel = [{"email": f"{new_id('lead')}@northwind.example", "name": "Asha Raman"} for _ in range(4)]
    interview = recruiter.pending(interview_type="ONLINE", interviewers=panel)
    return called(recruiter, recruiter.booking(interview, recruiter.slot()), 201)


def _replay(recruiter: MeasuredRecruiter) -> Sample:
    interview, slot = recruiter.pending(), recruiter.slot()
    call = recruiter.booking(interview, slot)
    called(recruiter, call, 201)()
    return called(recruiter, call, 200)


def _reschedule(recruiter: MeasuredRecruiter) -> Sample:
    path = f"/interviews/{recruiter.scheduled()}"
    return called(recruiter, recruiter.call("PUT", path, {"slot_id": recruiter.slot(hour=14)}), 200)


def _cancel(recruiter: MeasuredRecruiter) -> Sample:
    path = f"/interviews/{recruiter.scheduled()}/cancel"
    return called(recruiter, recruiter.call("POST", path, {"reason": "The position was filled."}), 200)


def _invite(recruiter: MeasuredRecruiter) -> Sample:
    return invoked(recruiter, "create_session", stream_event(recruiter, recruiter.scheduled()))


def _invite_again(recruiter: MeasuredRecruiter) -> Sample:
    event = stream_event(recruiter, recruiter.scheduled())
    invoked(recruiter, "create_session", event)()
    return invoked(recruiter, "create_session", event)


def _view(recruiter: MeasuredRecruiter) -> Sample:
    _, key = recruiter.invited()
    return called(recruiter, Call("GET", "/?", headers={"Cookie": f"__Host-greenroom_session={key}"}), 200)


def _arrive(recruiter: MeasuredRecruiter) -> Sample:
    _, key = recruiter.invited()
    return called(recruiter, Call("GET", f"/?session_key={key}"), 303)


def _session_state(recruiter: MeasuredRecruiter) -> Sample:
    _, key = recruiter.invited()
    return called(recruiter, Call("GET", "/ai/session", headers={"X-Session-Key": key}), 200)


def _questions(recruiter: MeasuredRecruiter) -> Sample:
    waiting = invited_now(recruiter, prepared=False)
    return invoked(recruiter, "prepare_questions", stream_event(recruiter, waiting.interview_id))


def _start(recruiter: MeasuredRecruiter) -> Sample:
    return called(recruiter, invited_now(recruiter).start(), 200)


def _turn(recruiter: MeasuredRecruiter) -> Sample:
    candidate = invited_now(recruiter)
    body = {"question_id": candidate.started(), "text": ANSWER, "client_id": "window-1"}
    return called(recruiter, candidate.call("/ai/answer", body), 200)


def _turn_again(recruiter: MeasuredRecruiter) -> Sample:
    candidate = invited_now(recruiter)
    call = candidate.call("/ai/answer", {"question_id": candidate.started(), "text": ANSWER})
    called(recruiter, call, 200)()
    return called(recruiter, call, 200)


def _heartbeat(recruiter: MeasuredRecruiter) -> Sample:
    candidate = invited_now(recruiter)
    body = {"question_id": candidate.started(), "text": ANSWER[:200], "client_id": "window-1"}
    return called(recruiter, candidate.call("/ai/heartbeat", body), 200)


def _match(recruiter: MeasuredRecruiter) -> Sample:
    return invoked(recruiter, "match_candidates", message(recruiter, *asked(recruiter)))


def _match_again(recruiter: MeasuredRecruiter) -> Sample:
    return invoked(recruiter, "match_candidates", message(recruiter, *scored(recruiter)))


def _sweep(recruiter: MeasuredRecruiter) -> Sample:
    return invoked(recruiter, "status_sweeper", {"source": "aws.scheduler"})


def sweep_of(count: int) -> Path:
    """A sweep that finds interviews whose candidates did not come."""

    def prepare(recruiter: MeasuredRecruiter) -> Sample:
        make_due(recruiter, count, ago=timedelta(hours=2))
        return _sweep(recruiter)

    return Path(f"sweep, {count:,} due", prepare, ExtraCharges(api_requests=0, authorized=False, schedules=1))


EVENT = ExtraCharges(api_requests=0, authorized=False)
PAGE = ExtraCharges(authorized=False, edge_requests=1)

PATHS = (
    Path("authorizer, each request", _authorizer, EVENT),
    Path("book", _book),
    Path("book, slot of 50 seats", _book_on_a_shared_slot),
    Path("book, ONLINE with an interviewer", _book_online),
    Path("book, ONLINE with four interviewers", _book_for_a_panel),
    Path("book, replayed", _replay),
    Path("reschedule", _reschedule),
    Path("cancel", _cancel),
    Path("session and e-mail", _invite, ExtraCharges(api_requests=0, authorized=False, mails=1)),
    Path("session and e-mail, redelivered", _invite_again, EVENT),
    Path("invitation to choose a time, e-mail", lambda one: invoked(one, "create_session", invitation(one)), EVENT),
    Path("free times shown", lambda one: called(one, page_of_times(one), 200), PAGE),
    Path("time taken by its candidate", lambda one: called(one, taken_time(one), 303), PAGE),
    Path("meeting at a provider, made", lambda recruiter: meeting_made(recruiter, invoked), EVENT),
    Path("calendar polled, nothing new", lambda recruiter: called(recruiter, calendar_poll(recruiter), 304), PAGE),
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
    Path("sweep, nothing due", _sweep, ExtraCharges(api_requests=0, authorized=False, schedules=1)),
)
