"""The rules of bookings."""

from datetime import timedelta
from typing import Any

import pytest

from greenroom.errors import (
    CalendarConflictError,
    GreenroomError,
    InterviewDisabledError,
    InThePastError,
    NotShortlistedError,
    OnlineDisabledError,
    SlotClosedError,
    SlotFullError,
    SlotJobMismatchError,
    TooFarAheadError,
    TooSoonError,
)
from greenroom.models.calendar import BusyTime, Calendar
from greenroom.models.candidate import Match
from greenroom.models.interview import InterviewType
from greenroom.models.organisation import Policy
from greenroom.models.slot import Slot
from greenroom.rules.booking import opened, refuse_bad_time, refuse_overlap, refuse_slot, windows
from tests.builders import NOON, a_match, a_slot, an_interview

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("starts_in", "refusal"),
    [
        (timedelta(0), InThePastError),
        (-MINUTE, InThePastError),
        (timedelta(minutes=119), TooSoonError),
        (timedelta(days=90, seconds=1), TooFarAheadError),
    ],
)
def test_a_start_outside_the_notice_and_the_horizon_is_refused(
    starts_in: timedelta, refusal: type[GreenroomError]
) -> None:
    with pytest.raises(refusal):
        refuse_bad_time(NOON + starts_in, Policy(), NOON)


@pytest.mark.parametrize("starts_in", [timedelta(minutes=120), timedelta(days=90)])
def test_the_limits_themselves_are_allowed(starts_in: timedelta) -> None:
    refuse_bad_time(NOON + starts_in, Policy(), NOON)


def test_a_refusal_says_which_start_would_do() -> None:
    with pytest.raises(TooSoonError, match="120 minutes of notice: the earliest start is now 2026-12-01T14:00:00Z"):
        refuse_bad_time(NOON + MINUTE, Policy(), NOON)


def test_an_organisation_may_ask_for_no_notice_at_all() -> None:
    refuse_bad_time(NOON + MINUTE, Policy(min_notice_minutes=0), NOON)


@pytest.mark.parametrize(
    ("slot", "refusal"),
    [
        (a_slot(job_id="job_other"), SlotJobMismatchError),
        (a_slot(is_cancelled=True), SlotClosedError),
        (a_slot(max_candidates=2, current_bookings=2), SlotFullError),
    ],
)
def test_a_slot_of_another_job_a_closed_one_and_a_full_one_are_refused(
    slot: Slot, refusal: type[GreenroomError]
) -> None:
    with pytest.raises(refusal):
        refuse_slot(slot, an_interview())


@pytest.mark.parametrize(
    ("match", "interview_type", "refusal"),
    [
        (None, InterviewType.AI, NotShortlistedError),
        (a_match(shortlisted=False), InterviewType.AI, NotShortlistedError),
        (a_match(interview_enabled=False), InterviewType.AI, InterviewDisabledError),
        (a_match(online_interview_enabled=False), InterviewType.ONLINE, OnlineDisabledError),
    ],
)
def test_each_closed_gate_is_named(
    match: Match | None, interview_type: InterviewType, refusal: type[GreenroomError]
) -> None:
    with pytest.raises(refusal):
        opened(match, interview_type)


def test_an_ai_interview_does_not_need_the_online_gate() -> None:
    opened(a_match(online_interview_enabled=False), InterviewType.AI)


@pytest.mark.parametrize(
    ("starts", "ends", "overlaps"),
    [(-60, 0, False), (-60, 1, True), (0, 45, True), (10, 20, True), (44, 90, True), (45, 90, False)],
)
def test_overlap_is_exact_to_the_minute(starts: int, ends: int, *, overlaps: bool) -> None:
    busy = {"int_other": BusyTime(starts_at=NOON, ends_at=NOON + 45 * MINUTE)}
    calendar = Calendar(calendar_key="person", version=1, busy=busy)
    arguments: tuple[Any, ...] = (calendar, "int_1", NOON + starts * MINUTE, NOON + ends * MINUTE)
    if overlaps:
        with pytest.raises(CalendarConflictError):
            refuse_overlap(*arguments)
    else:
        refuse_overlap(*arguments)


def test_an_interview_never_overlaps_with_its_own_earlier_time() -> None:
    busy = {"int_1": BusyTime(starts_at=NOON, ends_at=NOON + 45 * MINUTE)}
    refuse_overlap(Calendar(calendar_key="person", version=1, busy=busy), "int_1", NOON, NOON + 45 * MINUTE)


def test_the_room_of_an_ai_interview_opens_30_seconds_before_and_closes_10_minutes_after_the_start() -> None:
    found = windows(InterviewType.AI, NOON, NOON + 40 * MINUTE, Policy())
    assert found.opens_at == NOON - timedelta(seconds=30)
    assert found.last_entry_at == NOON + 10 * MINUTE
    assert found.expires_at == NOON + 40 * MINUTE + timedelta(hours=24)


def test_extra_time_moves_the_end_of_an_ai_interview_and_with_it_the_death_of_the_link() -> None:
    found = windows(InterviewType.AI, NOON, NOON + 40 * MINUTE, Policy(), extra_time_percent=25)
    assert found.ends_at == NOON + 50 * MINUTE
    assert found.expires_at == found.ends_at + timedelta(hours=24)


def test_a_meeting_can_be_joined_from_15_minutes_before_its_start_to_15_after_its_end() -> None:
    found = windows(InterviewType.ONLINE, NOON, NOON + 40 * MINUTE, Policy())
    assert (found.opens_at, found.last_entry_at) == (NOON - 15 * MINUTE, NOON + 55 * MINUTE)
