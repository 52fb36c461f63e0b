"""Time: UTC inside, wall clocks of IANA zones at the edges."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greenroom.clock import NonexistentLocalTimeError, from_local, rfc3339, sortable, zone


def test_a_local_time_becomes_utc_by_its_zone() -> None:
    moment = from_local(date(2026, 11, 27), time(14, 30), "Asia/Kolkata")
    assert moment.utc == datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
    assert not moment.ambiguous


def test_a_time_in_the_hour_that_spring_skips_is_refused() -> None:
    with pytest.raises(NonexistentLocalTimeError, match="2027-03-28 02:30 does not exist in Europe/Berlin"):
        from_local(date(2027, 3, 28), time(2, 30), "Europe/Berlin")


def test_a_time_that_autumn_shows_twice_takes_the_earlier_and_says_so() -> None:
    moment = from_local(date(2026, 10, 25), time(2, 30), "Europe/Berlin")
    assert moment.utc == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert moment.ambiguous


def test_local_times_stay_put_across_a_change_of_the_clocks() -> None:
    before = from_local(date(2027, 3, 27), time(9, 0), "Europe/Berlin").utc
    after = from_local(date(2027, 3, 29), time(9, 0), "Europe/Berlin").utc
    assert (before.hour, after.hour) == (8, 7)


@pytest.mark.parametrize("name", ["", "Mars/Base", "../../etc/passwd", "/etc/localtime", "europe/berlin", "Z\x00"])
def test_a_name_that_is_no_zone_is_refused_with_an_example(name: str) -> None:
    with pytest.raises(ValueError, match="Use a name like Asia/Kolkata"):
        zone(name)


def test_answers_carry_milliseconds_only_where_there_are_any() -> None:
    assert rfc3339(datetime(2026, 11, 27, 9, tzinfo=UTC)) == "2026-11-27T09:00:00Z"
    assert rfc3339(datetime(2026, 11, 27, 9, 0, 0, 120_000, tzinfo=UTC)) == "2026-11-27T09:00:00.120Z"


moments = st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(moments, moments)
def test_the_order_of_sort_keys_is_the_order_in_time(one: datetime, other: datetime) -> None:
    one, other = (moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in (one, other))
    assert (one < other) == (sortable(one) < sortable(other))
    assert len(sortable(one)) == len(sortable(other))
