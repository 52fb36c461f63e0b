"""One fault at a chosen call, with the client's answer and the stored items afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from botocore.retries.standard import ExponentialBackoff

from greenroom.clock import utc_now
from greenroom.usecases.reschedule import reschedule
from tests.faults import kinds
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.history import BUSY, LOST, NEW, SAME, Attempt, Kind
from tests.faults.recruiter_system import READ, TRANSACTION, RecruiterSystem, a_recruiter_system, in_turn
from tests.faults.rules import Fault
from tests.faults.stored_organisation import LINKS


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Remove boto3's pauses between retries, which are not tested here."""
    with patch.object(ExponentialBackoff, "delay_amount", return_value=0.0):
        yield


@pytest.fixture
def recruiter(cloud: FaultlessCloud) -> Iterator[RecruiterSystem]:
    with a_recruiter_system(cloud) as recruiter:
        yield recruiter


def one_seat(recruiter: RecruiterSystem) -> tuple[str, str]:
    return recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(1, 1)[0]


@pytest.mark.parametrize(
    "fault",
    [
        kinds.dropped_before(),
        kinds.dropped_after(),
        kinds.duplicated(),
        kinds.broken(),
        kinds.broken(after=True),
        kinds.throttled(),
        kinds.throttled("ProvisionedThroughputExceededException"),
        kinds.throttled("RequestLimitExceeded"),
        kinds.in_conflict(),
        kinds.throttled_transaction(),
        kinds.in_progress(),
    ],
    ids=lambda fault: fault.name,
)
@pytest.mark.parametrize("kind", list(Kind))
def test_one_fault_in_the_transaction_neither_loses_nor_repeats_it(
    recruiter: RecruiterSystem, kind: Kind, fault: Fault
) -> None:
    interview, (slot, other) = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(2, 1)
    if kind is not Kind.BOOK:
        recruiter.book(interview, slot)
    recruiter.fails(fault, TRANSACTION, 1)

    told = recruiter.call(kind, interview, {Kind.BOOK: slot, Kind.RESCHEDULE: other}.get(kind))

    after = recruiter.afterwards()
    assert told.outcome in {NEW, SAME}
    assert [after.booked_on(slot), after.booked_on(other)] == {
        Kind.BOOK: [1, 0],
        Kind.RESCHEDULE: [0, 1],
        Kind.CANCEL: [0, 0],
    }[kind]


@pytest.mark.parametrize("read", [1, 2])
@pytest.mark.parametrize(
    "fault",
    [kinds.dropped_before(), kinds.dropped_after(), kinds.broken(), kinds.throttled(), kinds.unprocessed()],
    ids=lambda fault: fault.name,
)
def test_one_fault_in_a_read_is_not_noticed(recruiter: RecruiterSystem, fault: Fault, read: int) -> None:
    interview, slot = one_seat(recruiter)
    recruiter.fails(fault, READ, read)

    assert recruiter.book(interview, slot).outcome == NEW
    assert recruiter.afterwards().booked_on(slot) == 1


def test_an_answer_that_comes_too_late_takes_no_second_seat(recruiter: RecruiterSystem) -> None:
    interview, slot = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(1, 2)[0]
    recruiter.fails(kinds.delayed(2.5, after=True), TRANSACTION, 1)

    assert recruiter.book(interview, slot).outcome == NEW
    assert recruiter.afterwards().booked_on(slot) == 1
    assert [exchange.acted for exchange in recruiter.proxy.of(TRANSACTION)] == [True, True]


def test_a_booking_whose_every_answer_is_lost_is_told_as_made(recruiter: RecruiterSystem) -> None:
    interview, slot = one_seat(recruiter)
    recruiter.fails(kinds.dropped_after(), TRANSACTION, 1, 2, 3, 4)

    assert recruiter.book(interview, slot).outcome == SAME
    assert recruiter.afterwards().booked_on(slot) == 1


def test_a_database_that_nobody_reaches_is_busy_and_not_a_crash(recruiter: RecruiterSystem) -> None:
    interview, slot = one_seat(recruiter)
    recruiter.fails(kinds.dropped_before(), "*")

    told = recruiter.book(interview, slot)

    recruiter.proxy.heal()
    assert told.outcome == BUSY
    assert recruiter.afterwards().booked_on(slot) == 0


def test_a_lost_answer_and_then_throttling_is_told_as_made(recruiter: RecruiterSystem) -> None:
    interview, slot = one_seat(recruiter)
    recruiter.fails(kinds.dropped_after(), TRANSACTION, 1)
    recruiter.fails(kinds.throttled(), TRANSACTION, 2, 3, 4)

    assert recruiter.book(interview, slot).outcome == SAME
    assert recruiter.afterwards().booked_on(slot) == 1


def test_busy_never_claims_that_nothing_was_changed_when_it_can_not_know(recruiter: RecruiterSystem) -> None:
    interview, slot = one_seat(recruiter)
    recruiter.fails(kinds.dropped_after(), TRANSACTION, 1)
    recruiter.fails(kinds.throttled(), TRANSACTION, 2, 3, 4)
    recruiter.fails(kinds.throttled(), READ, 3, 4, 5, 6)

    told = recruiter.book(interview, slot)

    assert told.outcome == BUSY
    assert recruiter.afterwards().booked_on(slot) == 1
    assert recruiter.book(interview, slot).outcome == SAME


def test_a_move_with_if_match_whose_answer_got_lost_is_not_told_as_stale(recruiter: RecruiterSystem) -> None:
    interview, (slot, other) = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(2, 1)
    recruiter.book(interview, slot)
    recruiter.fails(kinds.dropped_after(), TRANSACTION, 1)
    recruiter.fails(kinds.throttled(), TRANSACTION, 2, 3, 4)

    assert recruiter.move(interview, other, expected=1).outcome == SAME
    assert recruiter.afterwards().booked_on(other) == 1


def test_endless_conflict_is_busy_and_writes_nothing(recruiter: RecruiterSystem) -> None:
    interview, slot = one_seat(recruiter)
    recruiter.fails(kinds.in_conflict(), TRANSACTION)

    assert recruiter.book(interview, slot).outcome == BUSY
    assert recruiter.afterwards().booked_on(slot) == 0


def test_conflict_on_the_last_seat_is_never_told_as_full(recruiter: RecruiterSystem) -> None:
    interviews, slot = recruiter.organisation.interviews(3), recruiter.organisation.slots(1, 1)[0]
    recruiter.fails(kinds.in_conflict(), TRANSACTION, 1, 2, 3, 4, 5)

    told = [recruiter.book(interview, slot).outcome for interview in interviews]

    assert told == [NEW, "SLOT_FULL", "SLOT_FULL"]
    assert recruiter.afterwards().booked_on(slot) == 1


@pytest.mark.parametrize("kind", [Kind.BOOK, Kind.RESCHEDULE])
def test_a_twin_that_takes_the_last_seat_between_two_reads_does_not_make_the_slot_full(
    recruiter: RecruiterSystem, kind: Kind
) -> None:
    interview, (slot, other) = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(2, 1)
    if kind is Kind.RESCHEDULE:
        recruiter.book(interview, other)
    twin: list[Attempt] = []
    interviews_first = kinds.torn(
        lambda: twin.append(recruiter.call(kind, interview, slot)),
        lambda table: table != recruiter.organisation.tables.slots,
    )
    recruiter.fails(interviews_first, READ, 1)

    told = recruiter.call(kind, interview, slot)

    assert (twin[0].outcome, told.outcome) == (NEW, SAME)
    assert recruiter.afterwards().booked_on(slot) == 1


def test_a_move_that_loses_to_a_cancellation_takes_no_seat(recruiter: RecruiterSystem) -> None:
    interview, (slot, other) = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(2, 1)
    recruiter.book(interview, slot)

    moved, cancelled = in_turn(recruiter, lambda: recruiter.move(interview, other), lambda: recruiter.cancel(interview))

    assert (moved.outcome, cancelled.outcome) == ("INVALID_STATE", SAME)
    after = recruiter.afterwards()
    assert after.booked_on(slot) + after.booked_on(other) == 0


def test_a_cancellation_that_loses_to_a_move_frees_the_new_seat(recruiter: RecruiterSystem) -> None:
    interview, (slot, other) = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(2, 1)
    recruiter.book(interview, slot)

    cancelled, moved = in_turn(recruiter, lambda: recruiter.cancel(interview), lambda: recruiter.move(interview, other))

    assert (cancelled.outcome, moved.outcome) == (SAME, NEW)
    after = recruiter.afterwards()
    assert after.booked_on(slot) + after.booked_on(other) == 0


def test_two_bookings_of_one_candidate_at_one_time_are_one_booking_and_one_conflict(recruiter: RecruiterSystem) -> None:
    one, two = recruiter.organisation.interviews(2, candidates=1)
    slot, half_an_hour_later = recruiter.organisation.slots(2, 1, minutes_apart=30)

    first, second = in_turn(
        recruiter, lambda: recruiter.book(one, slot), lambda: recruiter.book(two, half_an_hour_later)
    )

    assert (first.outcome, second.outcome) == ("CALENDAR_CONFLICT", NEW)
    assert recruiter.afterwards().booked_on(slot) == 0


def test_the_seat_that_a_cancellation_frees_goes_to_who_asks_next(recruiter: RecruiterSystem) -> None:
    (one, two), slot = recruiter.organisation.interviews(2), recruiter.organisation.slots(1, 1)[0]
    recruiter.book(one, slot)
    recruiter.fails(kinds.dropped_after(), TRANSACTION, 1)

    assert recruiter.book(two, slot).outcome == "SLOT_FULL"
    recruiter.cancel(one)
    assert recruiter.book(two, slot).outcome == NEW
    assert recruiter.afterwards().booked_on(slot) == 1


def test_no_call_is_lost_without_an_answer(recruiter: RecruiterSystem) -> None:
    interviews, slot = recruiter.organisation.interviews(6), recruiter.organisation.slots(1, 3)[0]
    for fault in (kinds.dropped_before(), kinds.dropped_after()):
        recruiter.fails(fault, TRANSACTION, *range(1, 40, 3))

    told = [recruiter.book(interview, slot).outcome for interview in interviews]

    assert LOST not in told
    assert recruiter.afterwards().booked_on(slot) == 3


def test_a_table_that_reads_nothing_is_asked_a_few_times_and_is_busy_then(recruiter: RecruiterSystem) -> None:
    interview, slot = one_seat(recruiter)
    recruiter.fails(kinds.unprocessed(), READ, *range(1, 200))

    assert recruiter.book(interview, slot).outcome == BUSY
    assert len(recruiter.proxy.of(READ)) < 20


def test_two_moves_in_one_millisecond_are_both_made(recruiter: RecruiterSystem) -> None:
    interview, slots = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(3, 1)
    recruiter.book(interview, slots[0])
    now = utc_now()

    for actor, slot in enumerate(slots[1:]):
        by = recruiter.organisation.caller(f"mover {actor}")
        reschedule(interview, slot, None, by=by, schedule=recruiter.schedule, links=LINKS, now=now)

    stored = recruiter.schedule.interview(recruiter.organisation.org_id, interview)
    assert (stored.slot_id, stored.booking_version) == (slots[2], 3)
    moves = [one["actor"] for one in recruiter.organisation.log(interview) if one["actor"].startswith("mover")]
    assert moves == ["mover 0", "mover 1"]


def test_the_log_is_in_the_order_of_versions_even_if_a_call_took_long(recruiter: RecruiterSystem) -> None:
    interview, slots = recruiter.organisation.interviews(1)[0], recruiter.organisation.slots(3, 1)
    recruiter.book(interview, slots[0])
    now, by = utc_now(), recruiter.organisation.caller("mover")

    for slot, began in ((slots[1], now + timedelta(seconds=2)), (slots[2], now + timedelta(seconds=1))):
        reschedule(interview, slot, None, by=by, schedule=recruiter.schedule, links=LINKS, now=began)

    assert [entry["new"]["version"] for entry in recruiter.organisation.log(interview)] == [1, 2, 3]
