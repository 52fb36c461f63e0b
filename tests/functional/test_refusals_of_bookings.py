"""Each refusal of a booking has the same code on every route, the status 409, and stores nothing."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from local.applications import with_parts
from local.gateway import Answer, Client
from tests.functional.own_pages import everything
from tests.functional.recruiter_requests import a_new_interview, a_new_job, a_new_slot, an_enabled_candidate, done, made
from tests.world import Founder, app

ADVANCE_DAYS = 30
DAY = (datetime.now(UTC) + timedelta(days=5)).date()
STARTS_AT = datetime.combine(DAY, time(10), UTC)
"""The start of the requested slot."""


@dataclass
class BookingAttempt:
    """An organisation with one job, and the parts of the next booking."""

    api: Client
    job_id: str
    candidate: Any = None
    slot_id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    """Further fields of the new interview."""
    clock: AbstractContextManager[None] = field(default_factory=nullcontext)
    """The time of the booking's request."""

    def free_slot(self, **fields: Any) -> str:
        usual = {"job_id": self.job_id, "interview_date": DAY.isoformat(), "timezone": "UTC"}
        return str(a_new_slot(self.api, **usual | fields)["slot_id"])

    def gate(self, name: str, gates: dict[str, bool]) -> None:
        done(self.api, "POST", f"/candidates/{self.candidate['candidate_id']}/{name}", gates)

    def at(self, moment: datetime) -> None:
        self.clock = with_parts(app, clock=lambda: moment)


@pytest.fixture
def attempt(found: Founder) -> BookingAttempt:
    api = found(min_notice_minutes=120, max_advance_days=ADVANCE_DAYS).admin
    attempt = BookingAttempt(api, a_new_job(api)["job_id"])
    attempt.candidate, attempt.slot_id = an_enabled_candidate(api, attempt.job_id), attempt.free_slot()
    return attempt


def a_full_slot(attempt: BookingAttempt) -> None:
    other = an_enabled_candidate(attempt.api, attempt.job_id, email="other@example.com")
    a_new_interview(attempt.api, other, slot_id=attempt.slot_id)


def a_closed_slot(attempt: BookingAttempt) -> None:
    assert attempt.api("DELETE", f"/interviews/slots/{attempt.slot_id}").status == 204


def a_slot_of_another_job(attempt: BookingAttempt) -> None:
    attempt.slot_id = attempt.free_slot(job_id=a_new_job(attempt.api)["job_id"])


def a_busy_candidate(attempt: BookingAttempt) -> None:
    a_new_interview(attempt.api, attempt.candidate, slot_id=attempt.free_slot())


def off_the_list(attempt: BookingAttempt) -> None:
    attempt.gate("shortlist", {"shortlisted": False})


def disabled(attempt: BookingAttempt) -> None:
    attempt.gate("toggle-interview", {"interview_enabled": False})


def online(attempt: BookingAttempt) -> None:
    attempt.fields = {"interview_type": "ONLINE"}


MAKING: dict[str, Callable[[BookingAttempt], None]] = {
    "SLOT_FULL": a_full_slot,
    "SLOT_CLOSED": a_closed_slot,
    "SLOT_JOB_MISMATCH": a_slot_of_another_job,
    "CALENDAR_CONFLICT": a_busy_candidate,
    "IN_THE_PAST": lambda attempt: attempt.at(STARTS_AT + timedelta(minutes=5)),
    "TOO_SOON": lambda attempt: attempt.at(STARTS_AT - timedelta(minutes=119)),
    "TOO_FAR_AHEAD": lambda attempt: attempt.at(STARTS_AT - timedelta(days=ADVANCE_DAYS, minutes=1)),
}
GATES: dict[str, Callable[[BookingAttempt], None]] = {
    "NOT_SHORTLISTED": off_the_list,
    "INTERVIEW_DISABLED": disabled,
    "ONLINE_DISABLED": online,
}
"""A gate is never closed over a booked interview, so none of these is met by moving one."""


def by_book_slot(attempt: BookingAttempt) -> Callable[[], Answer]:
    interview = a_new_interview(attempt.api, attempt.candidate, **attempt.fields)
    body = {"interview_id": interview["interview_id"]}
    return lambda: attempt.api("POST", f"/interviews/slots/{attempt.slot_id}/book_slot", body)


def by_book_interview(attempt: BookingAttempt) -> Callable[[], Answer]:
    interview = a_new_interview(attempt.api, attempt.candidate, **attempt.fields)
    body = {"interview_id": interview["interview_id"], "slot_id": attempt.slot_id}
    return lambda: attempt.api("POST", "/interviews/schedules/book_interview", body)


def by_making_one(attempt: BookingAttempt) -> Callable[[], Answer]:
    ids = {"candidate_id": attempt.candidate["candidate_id"], "job_id": attempt.job_id}
    return lambda: attempt.api("POST", "/interviews", ids | attempt.fields | {"slot_id": attempt.slot_id})


def by_moving_one(attempt: BookingAttempt) -> Callable[[], Answer]:
    earlier = attempt.free_slot(start_time="15:00", end_time="15:45")
    interview = a_new_interview(attempt.api, attempt.candidate, slot_id=earlier, **attempt.fields)
    return lambda: attempt.api("PUT", f"/interviews/{interview['interview_id']}", {"slot_id": attempt.slot_id})


BOOKING = (by_book_slot, by_book_interview, by_making_one)
CASES = [(code, way) for code in MAKING for way in (*BOOKING, by_moving_one)] + [
    (code, way) for code in GATES for way in BOOKING
]


@pytest.mark.parametrize(("code", "way"), CASES, ids=[f"{code} {way.__name__}" for code, way in CASES])
def test_a_booking_is_refused_by_its_reason_whatever_route_asks(
    cloud: Database, attempt: BookingAttempt, code: str, way: Callable[[BookingAttempt], Callable[[], Answer]]
) -> None:
    (MAKING | GATES)[code](attempt)
    ask = way(attempt)
    before = everything(cloud)

    with attempt.clock:
        refused = [ask() for _ in range(2)]

    assert [(answer.status, answer.code) for answer in refused] == [(409, code)] * 2, refused[0].text
    assert everything(cloud) == before


@pytest.mark.parametrize("way", [by_book_slot, by_book_interview])
def test_an_interview_that_is_booked_elsewhere_is_not_booked_again(
    attempt: BookingAttempt, way: Callable[[BookingAttempt], Callable[[], Answer]]
) -> None:
    ask = way(attempt)
    [interview] = done(attempt.api, "GET", "/interviews")["items"]
    elsewhere = attempt.free_slot(start_time="12:00", end_time="12:45")
    made(attempt.api, f"/interviews/slots/{elsewhere}/book_slot", {"interview_id": interview["interview_id"]})

    refused = ask()

    assert (refused.status, refused.code) == (409, "ALREADY_BOOKED")


@pytest.mark.parametrize("way", [by_book_slot, by_book_interview, by_moving_one])
def test_an_interview_that_was_cancelled_is_neither_booked_nor_moved(
    attempt: BookingAttempt, way: Callable[[BookingAttempt], Callable[[], Answer]]
) -> None:
    ask = way(attempt)
    [interview] = done(attempt.api, "GET", "/interviews")["items"]
    done(attempt.api, "POST", f"/interviews/{interview['interview_id']}/cancel", {"reason": "Filled"})

    refused = ask()

    assert (refused.status, refused.code) == (409, "INVALID_STATE")
