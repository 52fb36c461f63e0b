"""The checker of storms finds each broken promise: code with one wrong line breaks each of them once here."""

from collections.abc import Callable, Iterator
from copy import replace
from datetime import datetime
from typing import Any
from unittest.mock import patch

import pytest
from botocore.retries.standard import ExponentialBackoff

from greenroom.adapters import schedule_write
from greenroom.adapters.dynamodb import ItemUpdate
from greenroom.adapters.schedule_write import ScheduleWrite
from greenroom.errors import AlreadyBookedError, CalendarConflictError, InvalidStateError, SlotFullError
from greenroom.models.interview import Interview
from greenroom.models.slot import Slot
from greenroom.usecases import book, retry, take_seat
from greenroom.usecases.appointments import Booked
from tests.faults import checker, kinds
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.history import BUSY, NEW
from tests.faults.recruiter_system import READ, TRANSACTION, RecruiterSystem, a_recruiter_system, in_turn


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@pytest.fixture
def recruiter(cloud: FaultlessCloud) -> Iterator[RecruiterSystem]:
    with a_recruiter_system(cloud) as recruiter:
        yield recruiter


def breaches(recruiter: RecruiterSystem) -> set[str]:
    return set(recruiter.judged().verdict.breaches())


def a_seat_without_condition(write: ScheduleWrite, slot: Slot, _now: datetime) -> None:
    key = {"org_id": slot.org_id, "slot_id": slot.slot_id}
    change = ItemUpdate(add={"current_bookings": 1}, remove=("open_for",))
    write._transaction.update("seat", write._tables.slots, key, change)


def nothing(*_args: Any, **_named: Any) -> None:
    """Writes nothing."""


def refusing(error: type[Exception]) -> Callable[..., None]:
    def refuse(*_args: Any, **_named: Any) -> None:
        raise error("no") from None

    return refuse


def test_a_seat_that_is_taken_without_looking_is_seen(recruiter: RecruiterSystem) -> None:
    (one, two), (slot,) = recruiter.organisation.interviews(2), recruiter.organisation.slots(1, 1)
    with patch.object(ScheduleWrite, "take_seat", a_seat_without_condition):
        in_turn(recruiter, lambda: recruiter.book(one, slot), lambda: recruiter.book(two, slot))

    assert breaches(recruiter) == {checker.NOT_OVERSOLD}


def test_a_seat_that_is_kept_after_a_cancellation_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 2)
    recruiter.book(one, slot)
    with patch.object(ScheduleWrite, "free_seat", nothing):
        recruiter.cancel(one)

    assert breaches(recruiter) == {checker.SEATS_ARE_BOOKINGS}


def test_a_full_slot_that_is_still_listed_as_open_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    with patch.object(schedule_write, "ItemUpdate", lambda **words: ItemUpdate(**(words | {"remove": ()}))):
        recruiter.book(one, slot)

    assert breaches(recruiter) == {checker.OPEN_INDEX}


def test_a_calendar_that_is_written_without_looking_is_seen(recruiter: RecruiterSystem) -> None:
    one, two = recruiter.organisation.interviews(2, candidates=1)
    slot, later = recruiter.organisation.slots(2, 1, minutes_apart=30)
    with patch.object(ScheduleWrite, "calendars", nothing):
        in_turn(recruiter, lambda: recruiter.book(one, slot), lambda: recruiter.book(two, later))

    assert breaches(recruiter) == {checker.OWN_CALENDAR}


def test_an_overlap_is_seen(recruiter: RecruiterSystem) -> None:
    one, two = recruiter.organisation.interviews(2, candidates=1)
    slot, later = recruiter.organisation.slots(2, 1, minutes_apart=30)
    recruiter.book(one, slot)
    with patch.object(take_seat, "refuse_overlap", nothing):
        recruiter.book(two, later)

    assert breaches(recruiter) == {checker.NO_OVERLAP}


def test_a_change_that_nobody_logged_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    with patch.object(ScheduleWrite, "log", nothing):
        recruiter.book(one, slot)

    assert breaches(recruiter) == {checker.UNBROKEN_LOG}


def test_an_interview_that_is_not_written_with_its_booking_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot, other) = recruiter.organisation.interviews(1), recruiter.organisation.slots(2, 1)
    recruiter.book(one, slot)
    stays_there = ScheduleWrite.interview

    def interview(write: ScheduleWrite, after: Interview) -> None:
        stays_there(write, after.changed(slot_id=slot))

    with patch.object(ScheduleWrite, "interview", interview):
        recruiter.move(one, other)

    assert checker.SAME_STORY in breaches(recruiter)


def test_a_link_that_lives_on_after_a_move_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot, other) = recruiter.organisation.interviews(1), recruiter.organisation.slots(2, 1)
    recruiter.book(one, slot)
    with patch.object(ScheduleWrite, "session", nothing):
        recruiter.move(one, other)

    assert breaches(recruiter) == {checker.DEAD_LINKS}


def test_a_yes_without_a_booking_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    with patch.object(ScheduleWrite, "commit", nothing):
        assert recruiter.book(one, slot).outcome == NEW

    assert breaches(recruiter) == {checker.TRUE_ACCEPTANCE}


def test_a_no_with_a_booking_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    with patch.object(Booked, "__init__", refusing(SlotFullError)):
        recruiter.book(one, slot)

    assert breaches(recruiter) == {checker.TRUE_REFUSAL}


def test_full_while_a_seat_is_free_is_seen(recruiter: RecruiterSystem) -> None:
    (one, two), (slot,) = recruiter.organisation.interviews(2), recruiter.organisation.slots(1, 2)
    recruiter.book(one, slot)
    with patch.object(book, "refuse_slot_as_read", refusing(SlotFullError)):
        recruiter.book(two, slot)

    assert breaches(recruiter) == {checker.REALLY_FULL}


def test_full_of_oneself_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    recruiter.book(one, slot)
    with patch.object(book, "_booked_before", refusing(SlotFullError)):
        recruiter.book(one, slot)

    assert breaches(recruiter) == {checker.REALLY_FULL}


def test_full_after_the_seat_was_given_back_is_seen(recruiter: RecruiterSystem) -> None:
    (one, two), (slot,) = recruiter.organisation.interviews(2), recruiter.organisation.slots(1, 1)
    recruiter.book(one, slot)
    recruiter.cancel(one)
    with patch.object(book, "refuse_slot_as_read", refusing(SlotFullError)):
        recruiter.book(two, slot)

    assert breaches(recruiter) == {checker.REALLY_FULL}


def test_full_while_the_last_seat_was_being_given_back_is_fair(recruiter: RecruiterSystem) -> None:
    (one, two), (slot,) = recruiter.organisation.interviews(2), recruiter.organisation.slots(1, 1)
    recruiter.book(one, slot)
    recruiter.fails(kinds.meanwhile(lambda: recruiter.cancel(one), after=True), READ, 1)

    assert recruiter.book(two, slot).outcome == "SLOT_FULL"
    assert breaches(recruiter) == set()


def test_a_conflict_with_nothing_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    with patch.object(take_seat, "refuse_overlap", refusing(CalendarConflictError)):
        recruiter.book(one, slot)

    assert breaches(recruiter) == {checker.REALLY_BUSY}


@pytest.mark.parametrize("error", [AlreadyBookedError, InvalidStateError])
def test_a_reason_that_was_never_true_is_seen(recruiter: RecruiterSystem, error: type[Exception]) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    recruiter.book(one, slot)
    with patch.object(book, "_booked_before", refusing(error)):
        recruiter.book(one, slot)

    assert breaches(recruiter) == {checker.REAL_REASON}


def test_a_busy_that_denies_what_it_did_is_seen(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    recruiter.fails(kinds.answered(kinds.refusal(400, "ThrottlingException", "Rate exceeded"), after=True), TRANSACTION)
    recruiter.fails(kinds.throttled(), READ, *range(3, 99))
    no_waiting = patch.object(ExponentialBackoff, "delay_amount", return_value=0.0)
    with no_waiting, patch.object(retry, "SAFE_TO_REPEAT", "Busy; nothing was changed."):
        assert recruiter.book(one, slot).outcome == BUSY

    assert breaches(recruiter) == {checker.NOTHING_CHANGED}


def test_a_calm_day_is_without_breach(recruiter: RecruiterSystem) -> None:
    (one, two), (slot, other) = recruiter.organisation.interviews(2), recruiter.organisation.slots(2, 1)
    recruiter.book(one, slot)
    recruiter.book(two, slot)
    recruiter.move(one, other)
    recruiter.book(two, slot)
    recruiter.cancel(one)

    assert breaches(recruiter) == set()
    assert recruiter.judged().outcomes == {NEW: 3, "SAME": 1, "SLOT_FULL": 1}


def test_the_same_evidence_without_one_booking_is_a_breach(recruiter: RecruiterSystem) -> None:
    (one,), (slot,) = recruiter.organisation.interviews(1), recruiter.organisation.slots(1, 1)
    recruiter.book(one, slot)
    evidence = recruiter.judged().evidence

    found = checker.judge(replace(evidence, bookings={})).breaches()

    assert set(found) == {checker.SEATS_ARE_BOOKINGS, checker.OWN_CALENDAR, checker.SAME_STORY}
