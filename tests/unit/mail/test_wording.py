"""Times, zones and durations in words."""

from datetime import UTC, datetime
from zoneinfo import available_timezones

import pytest

from greenroom.wording import both_times, clock_beside, day_and_time, duration_words, from_to, own_time, zone_label

FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("Asia/Kolkata", "India time"),
        ("Asia/Calcutta", "India time"),
        ("Europe/Berlin", "Berlin time"),
        ("America/New_York", "New York time"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires time"),
        ("America/Indiana/Knox", "Knox, Indiana time"),
        ("US/Eastern", "US Eastern time"),
        ("Europe/Kiev", "Kyiv time"),
        ("GB", "United Kingdom time"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Etc/GMT+5", "UTC-5"),
        ("CET", "CET"),
    ],
)
def test_a_zone_is_called_as_people_call_it(zone: str, label: str) -> None:
    assert zone_label(zone) == label


def test_every_zone_there_is_has_a_name_without_underscores() -> None:
    for zone in available_timezones():
        label = zone_label(zone)
        assert label, zone
        assert "_" not in label, zone
        assert "/" not in label, zone


def test_a_time_is_said_in_the_slots_zone_and_in_the_candidates() -> None:
    words = both_times(FRIDAY, "Asia/Kolkata", "Europe/Berlin")
    assert words == "Friday, 27 November 2026, 14:30 India time (10:00 in Berlin)"


def test_another_day_in_the_candidates_zone_is_named() -> None:
    late = datetime(2026, 11, 27, 3, 30, tzinfo=UTC)
    assert own_time(late, "Asia/Kolkata", "America/New_York") == "Thursday, 26 November 2026, 22:30 in New York"


@pytest.mark.parametrize("own", [None, "Asia/Kolkata", "Asia/Colombo"])
def test_the_same_clock_is_not_said_twice(own: str | None) -> None:
    assert both_times(FRIDAY, "Asia/Kolkata", own) == "Friday, 27 November 2026, 14:30 India time"


def test_utc_needs_no_preposition() -> None:
    assert own_time(FRIDAY, "Asia/Kolkata", "UTC") == "09:00 UTC"


def test_an_hour_that_comes_twice_says_which_of_both_is_meant() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert day_and_time(first, "Europe/Berlin").endswith("02:30 Berlin time, before the clocks go back")
    assert day_and_time(second, "Europe/Berlin").endswith("02:30 Berlin time, after the clocks go back")


def test_an_end_on_another_day_names_it_and_one_on_the_same_does_not() -> None:
    starts_at = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
    ends_at = datetime(2026, 11, 27, 19, 0, tzinfo=UTC)
    assert from_to(starts_at, ends_at, "Asia/Kolkata") == "23:30 to 00:30 on Saturday, 28 November"
    assert from_to(starts_at, ends_at, "Europe/Berlin", names_zone=True) == "19:00 to 20:00 Berlin time"
    assert (
        clock_beside(ends_at, starts_at, "Asia/Kolkata", names_zone=True) == "00:30 India time on Saturday, 28 November"
    )


def test_both_ends_in_the_hour_that_comes_twice_say_which_is_meant() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    said = "02:30, before the clocks go back to 02:30, after the clocks go back"
    assert from_to(first, second, "Europe/Berlin") == said


def test_the_hour_after_the_spring_gap_is_said_plainly() -> None:
    assert day_and_time(datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Europe/Berlin").endswith("03:00 Berlin time")


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (56.25, "56 minutes"),
        (60, "1 hour"),
        (75, "1 hour 15 minutes"),
        (1440, "24 hours"),
        (2880, "2 days"),
        (-5, "0 minutes"),
    ],
)
def test_a_duration_is_said_in_hours_and_minutes(minutes: float, words: str) -> None:
    assert duration_words(minutes) == words
