"""iCalendar text, read back by a library."""

from datetime import UTC, datetime

from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar, vCalAddress

from greenroom.mail import calendar_text
from tests.unit.mail.bookings import event_of

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
# As `one_line` leaves values: without control characters and surrogates.
ONE_LINE = st.text(st.characters(exclude_categories=("Cc", "Cs")), max_size=300)
TEXTS = st.lists(ONE_LINE, min_size=1, max_size=3).map("\n".join)


def an_entry(text: str, name: str = "Asha Rao") -> bytes:
    event = [
        "UID:1",
        calendar_text.moment("DTSTAMP", AT),
        calendar_text.text("SUMMARY", text),
        calendar_text.person("ATTENDEE", "asha@example.com", name, ";RSVP=FALSE"),
    ]
    return calendar_text.calendar("REQUEST", [event])


def read(entry: bytes) -> Calendar:
    (calendar,) = Calendar.from_ical(entry, multiple=True)
    return calendar


@given(text=TEXTS, name=ONE_LINE)
@example(text="\\" * 200, name="^" * 200)
@example(text="é" * 100, name="語" * 100)
@example(text="1, 2; 3: 4\\n5\n6", name='Asha "Ace" Rao; Dr.: PhD, ^n')
def test_a_calendar_reads_back_what_was_written(text: str, name: str) -> None:
    event = event_of(read(an_entry(text, name)))
    assert str(event["SUMMARY"]) == text
    assert event["ATTENDEE"] == "mailto:asha@example.com"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert event["ATTENDEE"].params["CN"] == name.replace('"', "'")
    assert event["DTSTAMP"].dt == AT


@given(text=TEXTS, name=ONE_LINE)
@example(text="\\" * 200, name="^" * 200)
@example(text="é" * 100, name="語" * 100)
def test_no_line_is_longer_than_75_octets_and_no_character_is_divided(text: str, name: str) -> None:
    lines = an_entry(text, name).removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in lines) <= calendar_text.LINE_OCTETS
    assert all(line and line.decode() for line in lines)


def test_a_person_is_written_as_a_library_writes_one() -> None:
    person = vCalAddress("mailto:asha@example.com")
    person.params["CN"] = "Rao, Asha"
    ours = calendar_text.person("ATTENDEE", "asha@example.com", "Rao, Asha")
    assert ours == f"ATTENDEE;{person.params.to_ical().decode()}:{person.to_ical().decode()}"
