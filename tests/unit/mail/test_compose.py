"""The contents of the e-mails."""

from datetime import timedelta

import pytest

from greenroom.mail import compose
from greenroom.mail.compose import MailKind
from tests.unit.mail.bookings import (
    LINK,
    SENDER,
    STARTS_AT,
    a_booking,
    calendar_of,
    event_of,
    html_of,
    opened,
    part,
    text_of,
)

ROOM = "https://portal.example/meet/room_7f3a"


def test_the_subject_of_an_invitation_is_exactly_the_contracts() -> None:
    mail = compose.invitation(a_booking(), LINK, SENDER)
    assert mail.subject == "Interview Scheduled - Backend Engineer at Acme"
    assert opened(mail)["Subject"] == mail.subject


def test_an_invitation_says_when_how_long_and_where_in_text_and_html() -> None:
    mail = compose.invitation(a_booking(candidate_timezone="Europe/Berlin"), LINK, SENDER)
    for content in (text_of(mail), html_of(mail)):
        assert "Hello Asha Rao," in content
        assert "Friday, 27 November 2026" in content
        assert "14:30 India time" in content
        assert "(Asia/Kolkata)" in content
        assert "10:00 in Berlin" in content
        assert "45 minutes" in content
        assert LINK in content
        assert "Typed answers are just as good" in content
        assert "An AI asks the questions, not a person." in content
        assert "If the time does not suit you" in content
        assert "You can come in until 14:40 India time." in content


def test_the_zone_of_the_candidate_is_left_out_where_the_clock_is_the_same() -> None:
    mail = compose.invitation(a_booking(candidate_timezone="Asia/Colombo"), LINK, SENDER)
    assert "Sri Lanka" not in text_of(mail)


def test_a_client_finds_text_html_and_the_invitation_where_it_looks_for_them() -> None:
    mail = compose.invitation(a_booking(), LINK, SENDER)
    message = opened(mail)
    assert message.get_content_type() == "multipart/mixed"
    alternative, file = message.iter_parts()
    shown = [each.get_content_type() for each in alternative.iter_parts()]
    assert shown == ["text/plain", "text/html", "text/calendar"]
    assert part(mail, "text/calendar").get_param("method") == "REQUEST"
    assert file.get_filename() == "invite.ics"
    assert file.get_content_disposition() == "attachment"
    shown_entry = str(part(mail, "text/calendar").get_content())
    assert shown_entry.splitlines() == file.get_content().decode().splitlines()
    assert mail.message.isascii()


def test_the_sender_is_the_organisations_name_at_the_systems_address() -> None:
    own, given = a_booking(), a_booking(sender_name="Acme Talent")
    assert compose.invitation(own, LINK, SENDER).sender == f"Acme Hiring <{SENDER}>"
    assert opened(compose.invitation(given, LINK, SENDER))["From"] == f"Acme Talent <{SENDER}>"


def test_an_answer_goes_where_the_organisation_reads_it() -> None:
    with_address = compose.invitation(a_booking(), LINK, SENDER, reply_to="jobs@acme.example")
    assert opened(with_address)["Reply-To"] == "jobs@acme.example"
    assert "answer this e-mail" in text_of(with_address)
    without = compose.invitation(a_booking(), LINK, SENDER)
    assert opened(without)["Reply-To"] is None
    assert "answer this e-mail" not in text_of(without)


def test_tags_name_interview_version_kind_and_organisation() -> None:
    mail = compose.rescheduled(a_booking(version=2, previous_starts_at=STARTS_AT), LINK, SENDER)
    assert mail.tags == {"interview_id": "int_1", "version": "2", "kind": "RESCHEDULED", "org_id": "org_1"}


def test_a_coding_interview_names_its_language() -> None:
    coding = a_booking(ai_interview_type="CODING", coding_language="CSHARP")
    assert "The coding tasks are in C#." in text_of(compose.invitation(coding, LINK, SENDER))
    assert "coding" not in text_of(compose.invitation(a_booking(), LINK, SENDER)).lower()


def test_extra_time_is_said_and_counted() -> None:
    booking = a_booking(extra_time_percent=25, ends_at=STARTS_AT + timedelta(minutes=75))
    text = text_of(compose.invitation(booking, LINK, SENDER))
    assert "You have 25% extra time. It is part of the 1 hour 15 minutes above." in text
    assert "extra time" not in text_of(compose.invitation(a_booking(), LINK, SENDER))


def test_an_online_interview_opens_the_meeting_and_keeps_the_candidates_page() -> None:
    booking = a_booking(interview_type="ONLINE", opens_at=STARTS_AT - timedelta(minutes=15))
    mail = compose.invitation(booking, LINK, SENDER, meeting_link=ROOM)
    text = text_of(mail)
    assert f"Open the meeting room:\n{ROOM}" in text
    assert f"Your interview page: {LINK}" in text
    assert "The room opens 15 minutes before the start." in text
    assert "You talk with a person, not with an AI." in text
    assert event_of(calendar_of(mail))["LOCATION"] == ROOM


def test_an_offline_interview_gives_the_place() -> None:
    mail = compose.invitation(a_booking(interview_type="OFFLINE", location="Main Street 1, Pune"), LINK, SENDER)
    assert "Where: Main Street 1, Pune" in text_of(mail)
    assert "headphones" not in text_of(mail).lower()
    assert event_of(calendar_of(mail))["LOCATION"] == "Main Street 1, Pune"


def test_a_move_tells_the_new_time_and_the_old_one_and_replaces_the_entry() -> None:
    booked = a_booking()
    moved = a_booking(version=2, starts_at=STARTS_AT + timedelta(days=1), previous_starts_at=STARTS_AT)
    first, second = compose.invitation(booked, LINK, SENDER), compose.rescheduled(moved, LINK, SENDER)
    assert second.subject == "Interview Rescheduled - Backend Engineer at Acme"
    text = text_of(second)
    assert "Saturday, 28 November 2026\n14:30 India time (Asia/Kolkata)" in text
    assert "Old time: Friday, 27 November 2026, 14:30 India time" in text
    before, after = (event_of(calendar_of(mail)) for mail in (first, second))
    assert before["UID"] == after["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_a_change_of_slot_at_the_same_time_does_not_speak_of_a_new_time() -> None:
    text = text_of(compose.rescheduled(a_booking(version=2, previous_starts_at=STARTS_AT), LINK, SENDER))
    assert "the time is the same" in text
    assert "Old time" not in text


def test_a_cancellation_gives_the_reason_and_takes_the_entry_back() -> None:
    cancelled = a_booking(version=2, status="CANCELLED", cancel_reason="The position is filled.")
    mail = compose.cancellation(cancelled, SENDER)
    assert mail.kind is MailKind.CANCELLATION
    assert mail.subject == "Interview Cancelled - Backend Engineer at Acme"
    assert "Reason: The position is filled." in text_of(mail)
    assert "session_key" not in mail.message.decode()
    assert part(mail, "text/calendar").get_param("method") == "CANCEL"
    assert str(calendar_of(mail)["METHOD"]) == "CANCEL"


@pytest.mark.parametrize(("minutes", "words"), [(1440, "24 hours"), (60, "1 hour")])
def test_a_reminder_says_how_long_there_is(minutes: int, words: str) -> None:
    mail = compose.reminder(a_booking(), LINK, SENDER, minutes)
    assert mail.subject == f"Interview in {words} - Backend Engineer at Acme"
    assert f"Your interview starts in {words}" in text_of(mail)
    assert LINK in text_of(mail)
    assert [each.get_content_type() for each in opened(mail).walk()][1:] == ["text/plain", "text/html"]


def test_the_interviewers_reminder_holds_nothing_that_is_the_candidates_own() -> None:
    booking = a_booking(interview_type="ONLINE")
    mail = compose.interviewer_reminder(booking, ROOM, SENDER, 60, interviewer_email="lead@acme.example")
    assert mail.to == "lead@acme.example"
    assert ROOM in text_of(mail)
    assert "session_key" not in mail.message.decode()
    assert "asha.rao@example.com" not in mail.message.decode()


def test_the_sign_in_link_is_said_to_work_once_and_names_nobody() -> None:
    mail = compose.sign_in("asha.rao@example.com", LINK, SENDER)
    assert "It works once, for 15 minutes." in text_of(mail)
    assert LINK in text_of(mail)
    assert "Asha" not in text_of(mail)
    assert mail.tags == {"kind": "SIGN_IN"}


def test_a_disabled_webhook_is_named_with_its_problem() -> None:
    mail = compose.webhook_disabled(
        "ops@acme.example",
        "org_1",
        "Acme",
        "https://hooks.acme.example/in",
        STARTS_AT,
        "Answered with status 500.",
        SENDER,
        timezone="Asia/Kolkata",
    )
    text = text_of(mail)
    assert "https://hooks.acme.example/in" in text
    assert "Failing since: Friday, 27 November 2026, 14:30 India time" in text
    assert "Last problem: Answered with status 500." in text


def test_the_same_booking_gives_the_same_words() -> None:
    first, second = (compose.invitation(a_booking(), LINK, SENDER) for _ in range(2))
    assert (text_of(first), html_of(first)) == (text_of(second), html_of(second))
    assert calendar_of(first).to_ical() == calendar_of(second).to_ical()
