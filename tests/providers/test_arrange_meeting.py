"""A booking's meeting is made over real HTTP, also if the process dies at any call."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.meetings import Meetings
from greenroom.adapters.providers.google_meet import GoogleMeet
from greenroom.adapters.providers.zoom import Zoom
from greenroom.errors import NotConnectedError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.interview import Booking, BookingStatus, InterviewType, Provider
from greenroom.models.meeting import Meeting, MeetingStatus
from greenroom.settings import settings
from greenroom.usecases.arrange_meeting import CLAIM_LIVES, MeetingProvider, arrange
from tests.builders import ORG, a_booking
from tests.clocks import NOON, StandingClock
from tests.faults.counting_mailer import Lifetime, ProcessDiedError
from tests.functional.conftest import cloud as cloud  # noqa: PLC0414 (a fixture)
from tests.providers.google_server import GoogleServer
from tests.providers.mortal import mortal
from tests.providers.server import LOST, Fault
from tests.providers.zoom_server import HOST, ZoomServer


def online(provider: Provider = Provider.ZOOM, **fields: Any) -> Booking:
    """A booking of a meeting at a provider, for the day after."""
    starts_at = fields.pop("starts_at", NOON + timedelta(days=1))
    return a_booking(interview_type=InterviewType.ONLINE, provider=provider, starts_at=starts_at, **fields)


def cancelled(booking: Booking) -> Booking:
    return booking.changed(status=BookingStatus.CANCELLED, version=booking.version + 1)


def moved(booking: Booking) -> Booking:
    later = {"starts_at": booking.starts_at + timedelta(days=1), "ends_at": booking.ends_at + timedelta(days=1)}
    return booking.changed(version=booking.version + 1, **later)


@dataclass
class MeetingArrangements:
    """Arranges meetings, and keeps the newest state of each booking."""

    database: Database
    accounts: dict[Provider, MeetingProvider]
    clock: StandingClock
    newest: dict[str, Booking] = field(default_factory=dict)
    noted: list[LogEntry] = field(default_factory=list)

    @property
    def meetings(self) -> Meetings:
        return Meetings(self.database, settings().tables)

    def attempt(self, booking: Booking) -> Meeting | None:
        return arrange(
            booking, meetings=self.meetings, provider_of=self._account, clock=self.clock, log=self.noted.append
        )

    def _account(self, _org_id: str, provider: Provider) -> MeetingProvider:
        if provider not in self.accounts:
            raise NotConnectedError(f"{provider} is not connected.")
        return self.accounts[provider]

    def arrange(self, booking: Booking) -> Meeting:
        """Handle a record of the stream."""
        newest = self.newest.get(booking.interview_id, booking)
        self.newest[booking.interview_id] = max(newest, booking, key=lambda one: one.version)
        found = self.attempt(booking)
        assert found is not None
        return found

    def round(self) -> None:
        """Run the minute's schedule for meetings."""
        for page in self.meetings.due(self.clock()):
            for meeting in page:
                booking = self.newest[meeting.interview_id]
                if not meeting.is_done(booking.version):
                    self.attempt(booking)

    def until_quiet(self, limit: int = 12) -> None:
        """Run the minute's schedule until nothing is due."""
        for _ in range(limit):
            self.clock.now += CLAIM_LIVES + timedelta(minutes=1)
            self.round()

    def meeting(self, booking: Booking) -> Meeting:
        found = self.meetings.of(booking.org_id, booking.interview_id)
        assert found is not None
        return found


@pytest.fixture
def arrangements(
    cloud: Database, zoom: Zoom, google: GoogleMeet, clock: StandingClock
) -> Iterator[MeetingArrangements]:
    """Arrangements with an account at each provider."""
    yield MeetingArrangements(cloud, {Provider.ZOOM: zoom, Provider.GOOGLE_MEET: google}, clock)
    for item in cloud.client.scan(TableName=settings().tables.meetings)["Items"]:
        cloud.client.delete_item(TableName=settings().tables.meetings, Key={"meeting_key": item["meeting_key"]})


def test_a_booking_gets_its_meeting_and_the_state_says_so(
    arrangements: MeetingArrangements, zoom_there: ZoomServer
) -> None:
    meeting = arrangements.arrange(online())
    assert (meeting.status, meeting.version, meeting.reason) == (MeetingStatus.READY, 1, None)
    assert arrangements.meeting(online()) == meeting.changed(changes_today=None)
    assert meeting.changes_today == 1
    assert meeting.hosted is not None
    assert arrangements.meetings.interview_of(ORG, Provider.ZOOM, meeting.hosted.meeting_id) == "int_1"
    assert len(zoom_there.meetings) == 1
    arrangements.arrange(online())
    assert [entry.action for entry in arrangements.noted] == [Action.MEETING_READY]


def test_a_room_of_our_own_asks_no_provider(arrangements: MeetingArrangements, zoom_there: ZoomServer) -> None:
    assert arrangements.attempt(a_booking(interview_type=InterviewType.ONLINE)) is None
    assert zoom_there.line.asked == []


@pytest.mark.parametrize("provider", [Provider.ZOOM, Provider.GOOGLE_MEET])
def test_a_record_that_comes_again_or_late_changes_nothing(
    arrangements: MeetingArrangements, zoom_there: ZoomServer, google_there: GoogleServer, provider: Provider
) -> None:
    first = online(provider)
    arrangements.arrange(first)
    later = arrangements.arrange(moved(first))
    asked = len(zoom_there.line.asked) + len(google_there.line.asked)
    for record in (first, moved(first), first):
        assert arrangements.arrange(record) == later.changed(changes_today=None)
    assert len(zoom_there.line.asked) + len(google_there.line.asked) == asked


@pytest.mark.parametrize("provider", [Provider.ZOOM, Provider.GOOGLE_MEET])
def test_a_move_keeps_id_and_link_and_a_cancellation_deletes(
    arrangements: MeetingArrangements, zoom_there: ZoomServer, google_there: GoogleServer, provider: Provider
) -> None:
    first = online(provider)
    made = arrangements.arrange(first)
    after = arrangements.arrange(moved(first))
    assert after.hosted == made.hosted
    assert after.version == 2
    gone = arrangements.arrange(cancelled(moved(first)))
    assert (gone.status, gone.hosted) == (MeetingStatus.CANCELLED, None)
    assert zoom_there.meetings == {}
    assert google_there.confirmed == []


@pytest.mark.parametrize("provider", [Provider.ZOOM, Provider.GOOGLE_MEET])
@pytest.mark.parametrize("fault", LOST, ids=str)
def test_lost_answers_end_in_one_meeting_and_in_none_after_the_cancellation(
    arrangements: MeetingArrangements,
    zoom_there: ZoomServer,
    google_there: GoogleServer,
    provider: Provider,
    fault: Fault,
) -> None:
    for there in (zoom_there, google_there):
        there.line.hit("POST", fault, fault)
        there.line.hit("DELETE", fault, fault, fault)
    zoom_there.lists_behind = 2
    booking = online(provider)
    arrangements.arrange(booking)
    arrangements.until_quiet()
    assert arrangements.meeting(booking).status is MeetingStatus.READY
    assert len(zoom_there.meetings) + len(google_there.confirmed) == 1
    arrangements.arrange(cancelled(booking))
    arrangements.until_quiet()
    assert arrangements.meeting(booking).status is MeetingStatus.CANCELLED
    assert len(zoom_there.meetings) + len(google_there.confirmed) == 0


@pytest.mark.parametrize("provider", [Provider.ZOOM, Provider.GOOGLE_MEET])
@pytest.mark.parametrize("calls", range(14))
def test_a_process_that_dies_at_any_call_leaves_one_meeting_and_nothing_waits_for_ever(
    arrangements: MeetingArrangements,
    zoom_there: ZoomServer,
    google_there: GoogleServer,
    provider: Provider,
    calls: int,
) -> None:
    booking = online(provider)
    with suppress(ProcessDiedError), mortal(arrangements.database, arrangements.accounts[provider], Lifetime(calls)):
        arrangements.arrange(booking)
    arrangements.arrange(booking)  # the record comes again
    arrangements.until_quiet()
    assert arrangements.meeting(booking).status is MeetingStatus.READY
    assert len(zoom_there.meetings) + len(google_there.confirmed) == 1


@pytest.mark.parametrize("provider", [Provider.ZOOM, Provider.GOOGLE_MEET])
@pytest.mark.parametrize("change", [moved, cancelled])
@pytest.mark.parametrize("calls", range(8))
def test_a_process_that_dies_over_a_change_leaves_what_the_booking_says(
    arrangements: MeetingArrangements,
    zoom_there: ZoomServer,
    google_there: GoogleServer,
    provider: Provider,
    change: Callable[[Booking], Booking],
    calls: int,
) -> None:
    booking = online(provider)
    made = arrangements.arrange(booking)
    after = change(booking)
    with suppress(ProcessDiedError), mortal(arrangements.database, arrangements.accounts[provider], Lifetime(calls)):
        arrangements.arrange(after)
    arrangements.arrange(after)
    arrangements.until_quiet()
    meeting = arrangements.meeting(booking)
    assert meeting.version == 2
    if change is cancelled:
        assert meeting.status is MeetingStatus.CANCELLED
        assert len(zoom_there.meetings) + len(google_there.confirmed) == 0
    else:
        assert meeting.hosted == made.hosted
        assert len(zoom_there.meetings) + len(google_there.confirmed) == 1


def test_a_booking_cancelled_while_its_meeting_is_made_leaves_none(
    arrangements: MeetingArrangements, zoom_there: ZoomServer
) -> None:
    booking = online()
    with suppress(ProcessDiedError), mortal(arrangements.database, arrangements.accounts[Provider.ZOOM], Lifetime(6)):
        arrangements.arrange(booking)
    arrangements.arrange(cancelled(booking))
    arrangements.until_quiet()
    assert arrangements.meeting(booking).status is MeetingStatus.CANCELLED
    assert zoom_there.meetings == {}


def test_ten_minutes_of_trouble_delay_a_meeting_and_fail_nothing(
    arrangements: MeetingArrangements, zoom_there: ZoomServer
) -> None:
    booking = online()
    zoom_there.line.hit("POST", *[Fault.UNAVAILABLE_BEFORE] * 4)
    meeting = arrangements.arrange(booking)
    assert meeting.status is MeetingStatus.WAITING
    assert meeting.reason == "Zoom has trouble of its own (status 503)."
    states = []
    for _ in range(10):
        arrangements.clock.now += timedelta(minutes=1)
        arrangements.round()
        states.append(arrangements.meeting(booking).status)
    assert states[-1] is MeetingStatus.READY
    assert len(zoom_there.meetings) == 1


def test_the_daily_limit_waits_until_after_midnight_and_not_a_minute_less(
    arrangements: MeetingArrangements, zoom_there: ZoomServer
) -> None:
    zoom_there.changes_today[HOST] = 100
    booking = online(starts_at=NOON + timedelta(days=3))
    meeting = arrangements.arrange(booking)
    assert meeting.status is MeetingStatus.WAITING
    assert meeting.next_attempt_at == (NOON + timedelta(days=1)).replace(hour=0, minute=2)
    asked = len(zoom_there.line.asked)
    arrangements.clock.now += timedelta(hours=11)
    arrangements.round()
    assert len(zoom_there.line.asked) == asked
    zoom_there.changes_today.clear()
    arrangements.clock.now += timedelta(hours=2)
    arrangements.round()
    assert arrangements.meeting(booking).status is MeetingStatus.READY


def test_a_meeting_that_its_host_deleted_is_made_again_when_the_booking_moves(
    arrangements: MeetingArrangements, zoom_there: ZoomServer, google_there: GoogleServer
) -> None:
    for provider in (Provider.ZOOM, Provider.GOOGLE_MEET):
        booking = online(provider, interview_id=f"int_{provider}")
        made = arrangements.arrange(booking)
        zoom_there.meetings.clear()
        for event in google_there.events.values():
            event["status"] = "cancelled"
        after = arrangements.arrange(moved(booking))
        assert after.status is MeetingStatus.READY
        assert after.generation == 2
        assert after.hosted is not None
        assert made.hosted is not None
        assert after.hosted.meeting_id != made.hosted.meeting_id
    assert len(zoom_there.meetings) + len(google_there.confirmed) == 1


def test_a_provider_that_is_not_connected_any_more_is_a_state_and_tried_each_hour(
    arrangements: MeetingArrangements, zoom_there: ZoomServer
) -> None:
    zoom = arrangements.accounts.pop(Provider.ZOOM)
    booking = online()
    meeting = arrangements.arrange(booking)
    assert (meeting.status, meeting.reason) == (MeetingStatus.FAILED, "ZOOM is not connected.")
    assert meeting.next_attempt_at == NOON + timedelta(hours=1)
    assert [(entry.action, entry.reason) for entry in arrangements.noted] == [
        (Action.MEETING_FAILED, "ZOOM is not connected.")
    ]
    arrangements.accounts[Provider.ZOOM] = zoom
    arrangements.clock.now += timedelta(hours=1)
    arrangements.round()
    assert arrangements.meeting(booking).status is MeetingStatus.READY


def test_nothing_is_made_for_a_time_that_has_passed(arrangements: MeetingArrangements, zoom_there: ZoomServer) -> None:
    arrangements.clock.now += timedelta(days=3)
    meeting = arrangements.arrange(online())
    assert zoom_there.meetings == {}
    assert meeting.next_attempt_at is None
