"""One fault at a time, at a chosen call, and what the client is told and the tables hold afterwards."""

from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from botocore.retries.standard import ExponentialBackoff

from greenroom.clock import utc_now
from greenroom.usecases.reschedule import reschedule
from tests.faults import kinds
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.desk import READ, TRANSACTION, Desk, a_desk, in_turn
from tests.faults.history import BUSY, LOST, NEW, SAME, Attempt, Kind
from tests.faults.rules import Fault
from tests.faults.world import LINKS


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """boto3 waits seconds between its retries; how long is not what is tried here."""
    with patch.object(ExponentialBackoff, "delay_amount", return_value=0.0):
        yield


@pytest.fixture
def desk(cloud: FaultlessCloud) -> Iterator[Desk]:
    with a_desk(cloud) as desk:
        yield desk


def one_seat(desk: Desk) -> tuple[str, str]:
    return desk.world.interviews(1)[0], desk.world.slots(1, 1)[0]


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
def test_one_fault_in_the_transaction_neither_loses_nor_repeats_it(desk: Desk, kind: Kind, fault: Fault) -> None:
    interview, (slot, other) = desk.world.interviews(1)[0], desk.world.slots(2, 1)
    if kind is not Kind.BOOK:
        desk.book(interview, slot)
    desk.fails(fault, TRANSACTION, 1)

    told = desk.call(kind, interview, {Kind.BOOK: slot, Kind.RESCHEDULE: other}.get(kind))

    after = desk.afterwards()
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
def test_one_fault_in_a_read_is_not_noticed(desk: Desk, fault: Fault, read: int) -> None:
    interview, slot = one_seat(desk)
    desk.fails(fault, READ, read)

    assert desk.book(interview, slot).outcome == NEW
    assert desk.afterwards().booked_on(slot) == 1


def test_an_answer_that_comes_too_late_takes_no_second_seat(desk: Desk) -> None:
    interview, slot = desk.world.interviews(1)[0], desk.world.slots(1, 2)[0]
    desk.fails(kinds.delayed(2.5, after=True), TRANSACTION, 1)

    assert desk.book(interview, slot).outcome == NEW
    assert desk.afterwards().booked_on(slot) == 1
    assert [exchange.acted for exchange in desk.proxy.of(TRANSACTION)] == [True, True]


def test_a_booking_whose_every_answer_is_lost_is_told_as_made(desk: Desk) -> None:
    interview, slot = one_seat(desk)
    desk.fails(kinds.dropped_after(), TRANSACTION, 1, 2, 3, 4)

    assert desk.book(interview, slot).outcome == SAME
    assert desk.afterwards().booked_on(slot) == 1


def test_a_database_that_nobody_reaches_is_busy_and_not_a_crash(desk: Desk) -> None:
    interview, slot = one_seat(desk)
    desk.fails(kinds.dropped_before(), "*")

    told = desk.book(interview, slot)

    desk.proxy.heal()
    assert told.outcome == BUSY
    assert desk.afterwards().booked_on(slot) == 0


def test_a_lost_answer_and_then_throttling_is_told_as_made(desk: Desk) -> None:
    interview, slot = one_seat(desk)
    desk.fails(kinds.dropped_after(), TRANSACTION, 1)
    desk.fails(kinds.throttled(), TRANSACTION, 2, 3, 4)

    assert desk.book(interview, slot).outcome == SAME
    assert desk.afterwards().booked_on(slot) == 1


def test_busy_never_claims_that_nothing_was_changed_when_it_can_not_know(desk: Desk) -> None:
    interview, slot = one_seat(desk)
    desk.fails(kinds.dropped_after(), TRANSACTION, 1)
    desk.fails(kinds.throttled(), TRANSACTION, 2, 3, 4)
    desk.fails(kinds.throttled(), READ, 3, 4, 5, 6)

    told = desk.book(interview, slot)

    assert told.outcome == BUSY
    assert desk.afterwards().booked_on(slot) == 1
    assert desk.book(interview, slot).outcome == SAME


def test_a_move_with_if_match_whose_answer_got_lost_is_not_told_as_stale(desk: Desk) -> None:
    interview, (slot, other) = desk.world.interviews(1)[0], desk.world.slots(2, 1)
    desk.book(interview, slot)
    desk.fails(kinds.dropped_after(), TRANSACTION, 1)
    desk.fails(kinds.throttled(), TRANSACTION, 2, 3, 4)

    assert desk.move(interview, other, expected=1).outcome == SAME
    assert desk.afterwards().booked_on(other) == 1


def test_endless_conflict_is_busy_and_writes_nothing(desk: Desk) -> None:
    interview, slot = one_seat(desk)
    desk.fails(kinds.in_conflict(), TRANSACTION)

    assert desk.book(interview, slot).outcome == BUSY
    assert desk.afterwards().booked_on(slot) == 0


def test_conflict_on_the_last_seat_is_never_told_as_full(desk: Desk) -> None:
    interviews, slot = desk.world.interviews(3), desk.world.slots(1, 1)[0]
    desk.fails(kinds.in_conflict(), TRANSACTION, 1, 2, 3, 4, 5)

    told = [desk.book(interview, slot).outcome for interview in interviews]

    assert told == [NEW, "SLOT_FULL", "SLOT_FULL"]
    assert desk.afterwards().booked_on(slot) == 1


@pytest.mark.parametrize("kind", [Kind.BOOK, Kind.RESCHEDULE])
def test_a_twin_that_takes_the_last_seat_between_two_reads_does_not_make_the_slot_full(desk: Desk, kind: Kind) -> None:
    interview, (slot, other) = desk.world.interviews(1)[0], desk.world.slots(2, 1)
    if kind is Kind.RESCHEDULE:
        desk.book(interview, other)
    twin: list[Attempt] = []
    interviews_first = kinds.torn(
        lambda: twin.append(desk.call(kind, interview, slot)), lambda table: table != desk.world.tables.slots
    )
    desk.fails(interviews_first, READ, 1)

    told = desk.call(kind, interview, slot)

    assert (twin[0].outcome, told.outcome) == (NEW, SAME)
    assert desk.afterwards().booked_on(slot) == 1


def test_a_move_that_loses_to_a_cancellation_takes_no_seat(desk: Desk) -> None:
    interview, (slot, other) = desk.world.interviews(1)[0], desk.world.slots(2, 1)
    desk.book(interview, slot)

    moved, cancelled = in_turn(desk, lambda: desk.move(interview, other), lambda: desk.cancel(interview))

    assert (moved.outcome, cancelled.outcome) == ("INVALID_STATE", SAME)
    after = desk.afterwards()
    assert after.booked_on(slot) + after.booked_on(other) == 0


def test_a_cancellation_that_loses_to_a_move_frees_the_new_seat(desk: Desk) -> None:
    interview, (slot, other) = desk.world.interviews(1)[0], desk.world.slots(2, 1)
    desk.book(interview, slot)

    cancelled, moved = in_turn(desk, lambda: desk.cancel(interview), lambda: desk.move(interview, other))

    assert (cancelled.outcome, moved.outcome) == (SAME, NEW)
    after = desk.afterwards()
    assert after.booked_on(slot) + after.booked_on(other) == 0


def test_two_bookings_of_one_candidate_at_one_time_are_one_booking_and_one_conflict(desk: Desk) -> None:
    one, two = desk.world.interviews(2, candidates=1)
    slot, half_an_hour_later = desk.world.slots(2, 1, minutes_apart=30)

    first, second = in_turn(desk, lambda: desk.book(one, slot), lambda: desk.book(two, half_an_hour_later))

    assert (first.outcome, second.outcome) == ("CALENDAR_CONFLICT", NEW)
    assert desk.afterwards().booked_on(slot) == 0


def test_the_seat_that_a_cancellation_frees_goes_to_who_asks_next(desk: Desk) -> None:
    (one, two), slot = desk.world.interviews(2), desk.world.slots(1, 1)[0]
    desk.book(one, slot)
    desk.fails(kinds.dropped_after(), TRANSACTION, 1)

    assert desk.book(two, slot).outcome == "SLOT_FULL"
    desk.cancel(one)
    assert desk.book(two, slot).outcome == NEW
    assert desk.afterwards().booked_on(slot) == 1


def test_no_call_is_lost_without_an_answer(desk: Desk) -> None:
    interviews, slot = desk.world.interviews(6), desk.world.slots(1, 3)[0]
    for fault in (kinds.dropped_before(), kinds.dropped_after()):
        desk.fails(fault, TRANSACTION, *range(1, 40, 3))

    told = [desk.book(interview, slot).outcome for interview in interviews]

    assert LOST not in told
    assert desk.afterwards().booked_on(slot) == 3


def test_a_table_that_reads_nothing_is_asked_a_few_times_and_is_busy_then(desk: Desk) -> None:
    interview, slot = one_seat(desk)
    desk.fails(kinds.unprocessed(), READ, *range(1, 200))

    assert desk.book(interview, slot).outcome == BUSY
    assert len(desk.proxy.of(READ)) < 20


def test_two_moves_in_one_millisecond_are_both_made(desk: Desk) -> None:
    interview, slots = desk.world.interviews(1)[0], desk.world.slots(3, 1)
    desk.book(interview, slots[0])
    now = utc_now()

    for actor, slot in enumerate(slots[1:]):
        by = desk.world.caller(f"mover {actor}")
        reschedule(interview, slot, None, by=by, schedule=desk.schedule, links=LINKS, now=now)


def test_the_log_is_in_the_order_of_versions_even_if_a_call_took_long(desk: Desk) -> None:
    interview, slots = desk.world.interviews(1)[0], desk.world.slots(3, 1)
    desk.book(interview, slots[0])
    now, by = utc_now(), desk.world.caller("mover")

    for slot, began in ((slots[1], now + timedelta(seconds=2)), (slots[2], now + timedelta(seconds=1))):
        reschedule(interview, slot, None, by=by, schedule=desk.schedule, links=LINKS, now=began)

    assert [entry["new"]["version"] for entry in desk.world.log(interview)] == [1, 2, 3]
