"""Google over real HTTP: exactly one event with one conference is made, whichever answer is lost."""

from datetime import UTC, datetime, timedelta

import pytest

from greenroom.adapters.providers.google_meet import GoogleAccount, GoogleMeet
from greenroom.models.meeting import (
    HostedMeeting,
    MeetingGoneError,
    ProviderBusyError,
    ProviderRefusedError,
)
from tests.clocks import NOON, StandingClock
from tests.providers.google_server import (
    EVENTS,
    ORGANIZER,
    PRIVATE_KEY,
    RECORDS,
    SERVICE_ACCOUNT,
    GoogleServer,
)
from tests.providers.meetings import a_meeting, until_made
from tests.providers.server import LOST, Fault


def test_an_event_is_made_at_its_time_and_google_writes_to_nobody(
    google: GoogleMeet, google_there: GoogleServer
) -> None:
    made = google.create(a_meeting())
    (event,) = google_there.events.values()
    assert event["start"] == {"dateTime": "2026-12-02T12:00:00Z"}
    assert event["end"] == {"dateTime": "2026-12-02T12:45:00Z"}
    assert "attendees" not in event
    assert event["invited_by_google"] is False
    assert made == HostedMeeting(
        meeting_id=event["id"], join_url=f"https://meet.google.com/{event['code']}", host=ORGANIZER
    )


@pytest.mark.parametrize("second", LOST, ids=str)
@pytest.mark.parametrize("first", LOST, ids=str)
def test_one_event_is_made_whatever_happens_to_the_creations(
    google: GoogleMeet, google_there: GoogleServer, first: Fault, second: Fault
) -> None:
    google_there.line.hit("POST", first, second, first)
    until_made(google, a_meeting(), may_exist=True)
    assert len(google_there.events) == 1


def test_a_conference_that_takes_a_while_is_waited_for(
    google: GoogleMeet, google_there: GoogleServer, clock: StandingClock
) -> None:
    google_there.looks_until_conference = 4
    assert google.create(a_meeting()).join_url.startswith("https://meet.google.com/")
    assert clock.paused == [0.5, 1.0, 2.0, 4.0]


def test_a_conference_that_takes_longer_is_asked_for_later_and_made_once(
    google: GoogleMeet, google_there: GoogleServer, clock: StandingClock
) -> None:
    google_there.looks_until_conference = 7
    with pytest.raises(ProviderBusyError) as refused:
        google.create(a_meeting())
    assert refused.value.again_at == clock.now + timedelta(minutes=1)
    google.create(a_meeting())
    assert len(google_there.events) == 1


@pytest.mark.parametrize("fault", LOST, ids=str)
def test_a_move_keeps_id_and_link_whatever_happens_to_the_answer(
    google: GoogleMeet, google_there: GoogleServer, fault: Fault
) -> None:
    made = google.create(a_meeting())
    google_there.line.hit("PATCH", fault)
    later = a_meeting(
        starts_at=datetime(2026, 12, 4, 9, 0, tzinfo=UTC), ends_at=datetime(2026, 12, 4, 10, 0, tzinfo=UTC)
    )
    assert google.move(made, later) == made
    event = google_there.events[made.meeting_id]
    assert event["start"] == {"dateTime": "2026-12-04T09:00:00Z"}
    assert event["conferenceData"]["entryPoints"][1]["uri"] == made.join_url
    assert event["invited_by_google"] is False


def test_an_event_that_somebody_deleted_is_made_again_in_the_next_generation(
    google: GoogleMeet, google_there: GoogleServer
) -> None:
    made = google.create(a_meeting())
    google_there.events[made.meeting_id]["status"] = "cancelled"
    with pytest.raises(MeetingGoneError):
        google.move(made, a_meeting())
    with pytest.raises(MeetingGoneError):
        google.create(a_meeting())
    again = google.create(a_meeting(generation=2))
    assert again.meeting_id != made.meeting_id
    assert len(google_there.confirmed) == 1


@pytest.mark.parametrize("fault", [Fault.NONE, *LOST], ids=str)
def test_a_deletion_may_be_repeated_and_lose_its_answer(
    google: GoogleMeet, google_there: GoogleServer, fault: Fault
) -> None:
    made = google.create(a_meeting())
    google_there.line.hit("DELETE", fault)
    google.delete(made)
    google.delete(made)
    google.delete_unknown(a_meeting())
    google.delete_unknown(a_meeting("org_1#never_made"))
    assert google_there.confirmed == []


def test_a_pause_that_google_asks_for_changes_nothing_and_passes(
    google: GoogleMeet, google_there: GoogleServer
) -> None:
    google_there.pauses_asked = 1
    with pytest.raises(ProviderBusyError):
        google.create(a_meeting())
    google.create(a_meeting())
    assert len(google_there.events) == 1


def test_a_forgotten_token_is_replaced(google: GoogleMeet, google_there: GoogleServer) -> None:
    google.create(a_meeting("org_1#int_1"))
    google_there.forget_tokens()
    google.create(a_meeting("org_1#int_2"))
    assert google_there.line.count("POST", "/token") == 2


def test_a_connection_that_works_says_so_and_leaves_nothing(google: GoogleMeet, google_there: GoogleServer) -> None:
    assert [check.is_ok for check in google.checks()] == [True, True, True]
    assert google_there.confirmed == []


def test_missing_delegation_is_named_with_its_scope(google: GoogleMeet, google_there: GoogleServer) -> None:
    google_there.delegated = {EVENTS}
    missing = [check for check in google.checks() if not check.is_ok]
    assert [check.name for check in missing] == ["May read who attended"]
    assert RECORDS in (missing[0].what_to_do or "")
    google_there.delegated = set()
    google.events_token.forget()
    (first,) = google.checks()
    assert (first.what_to_do or "").startswith("Domain-wide delegation is missing")
    assert EVENTS in (first.what_to_do or "")


def test_an_invalid_conference_type_means_that_delegation_is_missing_and_is_told_so(
    google: GoogleMeet, google_there: GoogleServer
) -> None:
    google_there.makes_conferences = False
    with pytest.raises(ProviderRefusedError, match="Domain-wide delegation is missing"):
        google.create(a_meeting())
    missing = [check for check in google.checks() if not check.is_ok]
    assert [check.name for check in missing] == ["May make conferences"]


def test_an_organizer_of_another_domain_is_told_apart_from_missing_delegation(
    google_site: tuple[GoogleServer, str], clock: StandingClock
) -> None:
    account = GoogleAccount(SERVICE_ACCOUNT, PRIVATE_KEY, "somebody@elsewhere.example.com")
    (check,) = GoogleMeet(account, clock, stand_in=google_site[1]).checks()
    assert "a user of your own Workspace" in (check.what_to_do or "")


def test_a_key_that_can_not_be_read_is_told(google_site: tuple[GoogleServer, str], clock: StandingClock) -> None:
    account = GoogleAccount(SERVICE_ACCOUNT, "-----BEGIN PRIVATE KEY-----\nnonsense", ORGANIZER)
    (check,) = GoogleMeet(account, clock, stand_in=google_site[1]).checks()
    assert (check.what_to_do or "").startswith("The private key is none that can be read")
    assert "nonsense" not in repr(account)


def test_attendance_is_read_after_the_end(google: GoogleMeet, google_there: GoogleServer) -> None:
    made = google.create(a_meeting())
    google_there.participants[made.join_url.rpartition("/")[2]] = [
        {"anonymousUser": {"displayName": "Mira"}, "earliestStartTime": "2026-12-02T12:03:00Z"},
        {"signedinUser": {"user": "users/1", "displayName": "Ada"}, "earliestStartTime": "2026-12-02T11:58:00Z"},
    ]
    found = google.attendees(made, NOON)
    assert [(one.name, one.is_signed_in) for one in found] == [("Ada", True), ("Mira", False)]
    assert found[0].came_at == datetime(2026, 12, 2, 11, 58, tzinfo=UTC)


def test_a_meeting_without_a_record_has_no_attendees(google: GoogleMeet) -> None:
    made = google.create(a_meeting())
    assert google.attendees(made, NOON) == []
