"""A slot's time: what the clocks on the wall mean, also where they change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.errors import InThePastError, InvalidStateError, TooFarAheadError, ValidationError
from greenroom.models.slot import AiInterviewType
from greenroom.rules.slots import WallTimes, Weekday, days_between, refuse_change, refuse_slot_time, slot_times
from tests.builders import NOON, a_slot

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)


def berlin(day: date, start: str, end: str) -> WallTimes:
    return WallTimes(day, time.fromisoformat(start), time.fromisoformat(end), "Europe/Berlin")


def test_the_same_local_time_is_another_time_in_summer() -> None:
    winter = slot_times(berlin(date(2027, 1, 15), "10:00", "10:45"))
    summer = slot_times(berlin(date(2027, 7, 15), "10:00", "10:45"))

    assert winter.starts_at == datetime(2027, 1, 15, 9, tzinfo=UTC)
    assert summer.starts_at == datetime(2027, 7, 15, 8, tzinfo=UTC)


@pytest.mark.parametrize(("start", "end", "field"), [("02:30", "03:30", "start_time"), ("01:30", "02:00", "end_time")])
def test_a_time_that_the_clocks_skip_is_refused_by_name(start: str, end: str, field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        slot_times(berlin(date(2027, 3, 28), start, end))

    assert refused.value.details[0].field == field


def test_a_slot_over_the_skipped_hour_is_an_hour_shorter() -> None:
    times = slot_times(berlin(date(2027, 3, 28), "01:30", "03:30"))

    assert times.ends_at - times.starts_at == timedelta(hours=1)


def test_a_time_that_comes_twice_is_the_earlier_and_says_so() -> None:
    times = slot_times(berlin(date(2027, 10, 31), "02:15", "02:45"))

    assert times.starts_at == datetime(2027, 10, 31, 0, 15, tzinfo=UTC)
    assert times.note is not None
    assert "earlier" in times.note


@pytest.mark.parametrize(
    ("start", "end", "minutes", "twice"),
    [
        ("02:15", "02:45", 30, "start_time 02:15 and end_time 02:45 exist twice"),
        ("01:30", "02:30", 60, "end_time 02:30 exists twice"),
        ("02:30", "03:30", 60, "start_time 02:30 exists twice"),
        ("02:30", "03:00", 30, "start_time 02:30 exists twice"),
    ],
)
def test_in_the_hour_that_comes_twice_a_slot_lasts_as_long_as_its_times_say(
    start: str, end: str, minutes: int, twice: str
) -> None:
    times = slot_times(berlin(date(2027, 10, 31), start, end))

    assert times.ends_at - times.starts_at == timedelta(minutes=minutes)
    assert times.starts_at == datetime.fromisoformat(f"2027-10-31T{start}+02:00"), "the earlier one"
    assert times.note is not None
    assert twice in times.note
    assert f"from {start} (UTC+02:00) to " in times.note


def test_a_slot_around_the_hour_that_comes_twice_says_how_long_it_lasts() -> None:
    times = slot_times(berlin(date(2027, 10, 31), "01:30", "03:30"))

    assert times.ends_at - times.starts_at == timedelta(hours=3)
    assert times.note == "The clocks change in between: the slot lasts 3 hours."


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [("23:00", "01:00", 2), ("23:00", "00:00", 1), ("10:00", "09:00", 23), ("10:00", "10:00", 24)],
)
def test_an_end_that_is_not_after_the_start_is_on_the_next_day(start: str, end: str, hours: int) -> None:
    times = slot_times(berlin(date(2027, 1, 1), start, end))

    assert times.ends_at - times.starts_at == timedelta(hours=hours)
    assert times.ends_at.astimezone(ZoneInfo("Europe/Berlin")).date() == date(2027, 1, 2)
    assert times.note is not None
    assert "on the next day, 2027-01-02" in times.note


def test_over_midnight_the_clocks_of_the_next_day_count() -> None:
    into_spring = slot_times(berlin(date(2027, 3, 27), "23:00", "03:30"))
    into_autumn = slot_times(berlin(date(2027, 10, 30), "23:30", "02:30"))
    with pytest.raises(ValidationError) as refused:
        slot_times(berlin(date(2027, 3, 27), "23:00", "02:30"))

    assert into_spring.ends_at - into_spring.starts_at == timedelta(hours=3, minutes=30)
    assert into_autumn.ends_at - into_autumn.starts_at == timedelta(hours=3)
    assert refused.value.details[0].field == "end_time"


def test_the_last_day_of_the_calendar_has_no_next_one() -> None:
    with pytest.raises(ValidationError) as refused:
        slot_times(WallTimes(date.max, time(23), time(1), "Asia/Kolkata"))

    assert refused.value.details[0].field == "interview_date"


@given(
    st.dates(),
    st.times(),
    st.times(),
    st.sampled_from(ZONES),
)
def test_any_time_is_taken_or_refused_and_ends_after_it_starts(day: date, start: time, end: time, zone: str) -> None:
    try:
        times = slot_times(WallTimes(day, start, end, zone))
    except ValidationError:
        return
    assert times.starts_at < times.ends_at


def test_a_slot_is_ahead_and_not_too_far() -> None:
    refuse_slot_time(NOON + timedelta(seconds=1), NOON)
    with pytest.raises(InThePastError):
        refuse_slot_time(NOON, NOON)
    with pytest.raises(TooFarAheadError):
        refuse_slot_time(NOON + timedelta(days=3_651), NOON)


def test_days_are_those_weekdays_of_the_range_with_both_ends() -> None:
    days = days_between(date(2026, 11, 30), date(2026, 12, 7), frozenset({Weekday.MON}))

    assert days == [date(2026, 11, 30), date(2026, 12, 7)]


@pytest.mark.parametrize("last", [date(2026, 11, 29), date(2027, 12, 2)])
def test_a_range_that_runs_back_or_over_a_year_is_refused(last: date) -> None:
    with pytest.raises(ValidationError):
        days_between(date(2026, 11, 30), last, frozenset(Weekday))


def test_a_slot_with_bookings_changes_only_its_seats() -> None:
    booked = a_slot(max_candidates=3, current_bookings=2)

    refuse_change(booked, booked.changed(max_candidates=2))
    refuse_change(booked, booked.changed(max_candidates=9))
    for change in (
        {"max_candidates": 1},
        {"job_id": "job_2"},
        {"starts_at": booked.starts_at + timedelta(minutes=5)},
        {"timezone": "UTC"},
        {"ai_interview_type": AiInterviewType.CODING},
    ):
        with pytest.raises(InvalidStateError):
            refuse_change(booked, booked.changed(**change))


def test_a_closed_or_private_slot_does_not_change() -> None:
    for slot in (a_slot(is_cancelled=True), a_slot(is_private=True)):
        with pytest.raises(InvalidStateError):
            refuse_change(slot, slot)
