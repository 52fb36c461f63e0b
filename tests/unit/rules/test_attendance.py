"""Who came, from what providers tell: by address where there is one, by name where it fits, else by who signed in."""

from datetime import timedelta

import pytest

from greenroom.models.caller import CANDIDATE, INTERVIEWER
from greenroom.models.interview import Interviewer
from greenroom.models.meeting import Attendee
from greenroom.rules.attendance import arrivals, side_of
from tests.builders import EMAIL, NOON, a_booking

BOOKING = a_booking().interviewed_by((Interviewer(email="ada@acme.example.com", name="Ada Ray"),))


def somebody(name: str, *, signed_in: bool = False, minute: int = 0) -> Attendee:
    return Attendee(name=name, is_signed_in=signed_in, came_at=NOON + timedelta(minutes=minute))


def who_came(*attendees: Attendee) -> dict[str, int]:
    """The minute in which each side came first."""
    return {one.who: round((one.at - NOON).total_seconds() / 60) for one in arrivals(BOOKING, attendees)}


def test_names_that_fit_are_believed() -> None:
    both = (somebody("meera iyer", signed_in=True, minute=2), somebody("Ada Ray", minute=1))
    assert who_came(*both) == {INTERVIEWER: 1, CANDIDATE: 2}


def test_of_strangers_who_is_signed_in_is_the_interviewer_and_a_guest_the_candidate() -> None:
    assert who_came(somebody("A", signed_in=True), somebody("B", minute=1)) == {INTERVIEWER: 0, CANDIDATE: 1}
    assert who_came(somebody("A", signed_in=True)) == {INTERVIEWER: 0}
    assert who_came(somebody("Guest")) == {CANDIDATE: 0}


def test_a_second_stranger_with_an_account_is_the_candidate_where_the_interviewer_is_known() -> None:
    assert who_came(somebody("Ada Ray"), somebody("M", signed_in=True, minute=3)) == {INTERVIEWER: 0, CANDIDATE: 3}


def test_who_comes_twice_came_when_they_came_first() -> None:
    assert who_came(somebody("Ada Ray", minute=9), somebody("Ada Ray", minute=4)) == {INTERVIEWER: 4}


def test_nobody_came_where_nobody_was_there() -> None:
    assert who_came() == {}


@pytest.mark.parametrize(
    ("email", "is_host", "side"),
    [
        (EMAIL.upper(), False, CANDIDATE),
        (EMAIL, True, CANDIDATE),
        ("ADA@acme.example.com", False, INTERVIEWER),
        ("", True, INTERVIEWER),
        ("", False, CANDIDATE),
        ("guest@elsewhere.example.com", False, CANDIDATE),
    ],
)
def test_an_address_says_who_it_is_and_a_host_without_one_interviews(email: str, is_host: bool, side: str) -> None:
    assert side_of(BOOKING, email, is_host=is_host) == side
