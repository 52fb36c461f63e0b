"""The calendar entry, read back as a calendar reads it."""

from datetime import UTC, datetime, timedelta

import pytest

from greenroom.mail import calendar_entry
from tests.unit.mail.bookings import LINK, SENDER, STARTS_AT, a_booking, calendar_from, event_of


def test_book_reschedule_and_cancel_are_one_entry_with_rising_sequence() -> None:
    booked = a_booking(version=1)
    moved = a_booking(version=2, starts_at=STARTS_AT + timedelta(days=1), previous_starts_at=STARTS_AT)
    cancelled = moved.changed(version=3, status="CANCELLED", cancel_reason="The position is filled.")
    calendars = [
        calendar_from(calendar_entry.invitation(booked, LINK, SENDER)),
        calendar_from(calendar_entry.invitation(moved, LINK, SENDER)),
        calendar_from(calendar_entry.cancellation(cancelled, SENDER)),
    ]
    events = [event_of(calendar) for calendar in calendars]
    assert {str(event["UID"]) for event in events} == {"int_1@greenroom"}
    assert [event["SEQUENCE"] for event in events] == [1, 2, 3]
    assert [str(calendar["METHOD"]) for calendar in calendars] == ["REQUEST", "REQUEST", "CANCEL"]
    assert [str(event["STATUS"]) for event in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [event.start.astimezone(UTC) for event in events] == [
        STARTS_AT,
        STARTS_AT + timedelta(days=1),
        STARTS_AT + timedelta(days=1),
    ]


def test_the_entry_says_who_meets_when_where_and_about_what() -> None:
    event = event_of(calendar_from(calendar_entry.invitation(a_booking(), LINK, SENDER)))
    assert event["SUMMARY"] == "Interview: Backend Engineer at Acme"
    assert event["LOCATION"] == LINK
    assert LINK in event["DESCRIPTION"]
    assert event["ORGANIZER"] == f"mailto:{SENDER}"
    assert event["ORGANIZER"].params["CN"] == "Acme Hiring"
    assert event["ATTENDEE"] == "mailto:asha.rao@example.com"
    assert event["ATTENDEE"].params["CN"] == "Asha Rao"
    assert event["DTSTAMP"].dt == STARTS_AT - timedelta(days=3)
    assert event.end - event.start == timedelta(minutes=45)


def test_the_place_of_an_offline_interview_is_its_location() -> None:
    booking = a_booking(interview_type="OFFLINE", location="Invalidenstraße 117, Berlin; 3rd floor, left")
    event = event_of(calendar_from(calendar_entry.invitation(booking, LINK, SENDER)))
    assert event["LOCATION"] == "Invalidenstraße 117, Berlin; 3rd floor, left"


def test_a_cancellation_holds_no_link_and_says_why() -> None:
    cancelled = a_booking(version=2, status="CANCELLED", cancel_reason="Filled.\r\nATTENDEE:mailto:x@example.com")
    entry = calendar_entry.cancellation(cancelled, SENDER)
    event = event_of(calendar_from(entry))
    assert b"session_key" not in entry
    assert "Cancelled: Filled. ATTENDEE:mailto:x@example.com" in event["DESCRIPTION"]
    assert event["ATTENDEE"] == "mailto:asha.rao@example.com"


@pytest.mark.parametrize(
    "starts_at",
    [
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),  # 01:30, half an hour before the clocks go forward
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),  # 03:00, the first minute after
        datetime(2026, 7, 1, 9, 0, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # 02:30 for the first time
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),  # 02:30 for the second time
        datetime(2026, 11, 27, 9, 0, tzinfo=UTC),
    ],
)
def test_the_entry_gives_back_the_very_moment_around_a_change_of_clocks(starts_at: datetime) -> None:
    booking = a_booking(starts_at=starts_at, timezone="Europe/Berlin")
    event = event_of(calendar_from(calendar_entry.invitation(booking, LINK, SENDER)))
    assert event.start.astimezone(UTC) == starts_at
    assert event.end.astimezone(UTC) == starts_at + timedelta(minutes=45)


@pytest.mark.parametrize(
    "zone",
    [
        "Asia/Kolkata",
        "Europe/Dublin",  # its winter is the time that is saved
        "Africa/Casablanca",  # its clocks change around Ramadan
        "Australia/Lord_Howe",
        "America/New_York",
        "Etc/UTC",
    ],
)
@pytest.mark.parametrize("starts_at", [STARTS_AT, datetime(2026, 3, 8, 7, 30, tzinfo=UTC)])
def test_a_client_that_knows_no_zones_finds_the_moment_in_the_entry_alone(zone: str, starts_at: datetime) -> None:
    entry = calendar_entry.invitation(a_booking(timezone=zone, starts_at=starts_at), LINK, SENDER)
    event = event_of(calendar_from(entry))
    assert (event.start, event.start.utcoffset()) == (starts_at, timedelta())
    assert f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}\r\n".encode() in entry
    assert b"TZID" not in entry


@pytest.mark.parametrize(
    ("zone", "words"),
    [("Europe/Dublin", "09:00"), ("Asia/Kolkata", "14:30 India time"), ("America/New_York", "04:00")],
)
def test_the_entry_says_the_time_where_the_interview_is(zone: str, words: str) -> None:
    event = event_of(calendar_from(calendar_entry.invitation(a_booking(timezone=zone), LINK, SENDER)))
    assert words in event["DESCRIPTION"]


@pytest.mark.parametrize(
    "name", ['Asha "Ace" Rao', "Rao; Asha, Dr.: PhD", "Ásha\r\nATTENDEE:mailto:evil@example.com", "אשה"]
)
def test_no_name_breaks_out_of_its_place(name: str) -> None:
    entry = calendar_entry.invitation(a_booking(candidate_name=name, org_name=name, job_title=name), LINK, SENDER)
    event = event_of(calendar_from(entry))
    assert event["ATTENDEE"] == "mailto:asha.rao@example.com"
    assert event["ATTENDEE"].params["CN"] == " ".join(name.replace('"', "'").split())
    assert max(len(line) for line in entry.split(b"\r\n")) <= 75


def test_a_file_to_keep_asks_nobody_and_is_the_entry_of_the_invitation() -> None:
    invited, kept = (
        calendar_from(entry(a_booking(version=3), LINK, SENDER))
        for entry in (calendar_entry.invitation, calendar_entry.publication)
    )
    assert (str(invited["METHOD"]), str(kept["METHOD"])) == ("REQUEST", "PUBLISH")
    event, published = event_of(invited), event_of(kept)
    assert "ATTENDEE" not in published
    for name in ("UID", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "ORGANIZER", "URL"):
        assert published[name] == event[name]


@pytest.mark.parametrize("name", ["O'Brien", "Rao, Asha", "Ace(A.)", "R&D", "Zoë Rao"])
def test_a_name_with_a_special_character_is_quoted_in_an_entry(name: str) -> None:
    entry = calendar_entry.invitation(a_booking(candidate_name=name, org_name=name), LINK, SENDER)
    unfolded = entry.replace(b"\r\n ", b"").decode()
    assert unfolded.count(f'CN="{name}"') == 2
