"""Attendance from providers' data: by address, else by name, else by whether the attendee was signed in."""

from datetime import timedelta

import pytest

from greenroom.models.caller import CANDIDATE, INTERVIEWER, SOME_INTERVIEWER
from greenroom.models.interview import Booking, Interviewer
from greenroom.models.meeting import Attendee
from greenroom.rules.attendance import arrivals, arrived_as
from tests.builders import EMAIL, NOON, a_booking

BOOKING = a_booking().interviewed_by((Interviewer(email="ada@acme.example.com", name="Ada Ray"),))
PANEL = a_booking().interviewed_by(
    (
        Interviewer(email="ada@acme.example.com", name="Ada Ray"),
        Interviewer(email="bob@acme.example.com", name="Bob Moss"),
        Interviewer(email="cyd@acme.example.com"),
    )
)


def somebody(name: str, *, signed_in: bool = False, minute: int = 0) -> Attendee:
    return Attendee(name=name, is_signed_in=signed_in, came_at=NOON + timedelta(minutes=minute))


def who_came(*attendees: Attendee, booking: Booking = BOOKING) -> dict[str, int]:
    """The minute of each person's first arrival."""
    return {one.who: round((one.at - NOON).total_seconds() / 60) for one in arrivals(booking, attendees)}


def test_names_that_fit_are_believed() -> None:
    both = (somebody("meera iyer", signed_in=True, minute=2), somebody("Ada Ray", minute=1))
    assert who_came(*both) == {INTERVIEWER: 1, CANDIDATE: 2}


def test_of_strangers_who_is_signed_in_is_the_interviewer_and_a_guest_the_candidate() -> None:
    assert who_came(somebody("A", signed_in=True), somebody("B", minute=1)) == {INTERVIEWER: 0, CANDIDATE: 1}
    assert who_came(somebody("A", signed_in=True)) == {INTERVIEWER: 0}
    assert who_came(somebody("Guest")) == {CANDIDATE: 0}


def test_a_second_stranger_with_an_account_is_the_candidate_where_the_interviewer_is_known() -> None:
    assert who_came(somebody("Ada Ray"), somebody("M", signed_in=True, minute=3)) == {INTERVIEWER: 0, CANDIDATE: 3}


def test_a_person_who_joins_twice_came_at_the_first_time() -> None:
    assert who_came(somebody("Ada Ray", minute=9), somebody("Ada Ray", minute=4)) == {INTERVIEWER: 4}


def test_nobody_came_where_nobody_was_there() -> None:
    assert who_came() == {}


def test_of_several_who_interview_each_is_known_by_name() -> None:
    came = (somebody("bob moss", minute=3), somebody("Ada Ray", minute=1), somebody("Meera Iyer", minute=2))
    assert who_came(*came, booking=PANEL) == {INTERVIEWER: 1, CANDIDATE: 2, "interviewer_2": 3}


def test_of_several_none_is_said_to_have_come_where_the_name_fits_nobody() -> None:
    came = (somebody("Room 4", signed_in=True), somebody("Meera Iyer", minute=1))
    assert who_came(*came, booking=PANEL) == {SOME_INTERVIEWER: 0, CANDIDATE: 1}


@pytest.mark.parametrize(
    ("email", "name", "is_host", "who"),
    [
        (EMAIL.upper(), "", False, CANDIDATE),
        (EMAIL, "Ada Ray", True, CANDIDATE),
        ("ADA@acme.example.com", "", False, INTERVIEWER),
        ("", "", True, INTERVIEWER),
        ("", "ada ray", False, INTERVIEWER),
        ("", "", False, CANDIDATE),
        ("guest@elsewhere.example.com", "Guest", False, CANDIDATE),
    ],
)
def test_an_address_says_who_it_is_then_a_name_and_a_host_without_either_interviews(
    email: str, name: str, is_host: bool, who: str
) -> None:
    assert arrived_as(BOOKING, email, name, is_host=is_host) == who


@pytest.mark.parametrize(
    ("email", "name", "is_host", "who"),
    [
        ("Bob@acme.example.com", "Bob", False, "interviewer_2"),
        ("", "Bob Moss", False, "interviewer_2"),
        ("cyd@acme.example.com", "", True, "interviewer_3"),
        ("host@acme.example.com", "Meeting room", True, SOME_INTERVIEWER),
    ],
)
def test_an_address_or_a_name_says_which_of_several_interviewers_it_is(
    email: str, name: str, is_host: bool, who: str
) -> None:
    assert arrived_as(PANEL, email, name, is_host=is_host) == who
