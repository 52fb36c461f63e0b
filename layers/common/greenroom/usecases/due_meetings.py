"""Due work of meetings: retries, meetings whose claim was never settled, and attendance."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import NotConnectedError
from greenroom.models.interview import Booking, BookingStatus
from greenroom.models.meeting import HostedMeeting, Meeting, MeetingProviderError
from greenroom.models.usage import WorksFor, nobody_asks
from greenroom.rules.attendance import Arrival, arrivals
from greenroom.usecases.arrange_meeting import ProviderOf, arrange

if TYPE_CHECKING:
    from greenroom.adapters.meetings import Meetings
    from greenroom.adapters.providers.google_meet import GoogleMeet
    from greenroom.adapters.schedule import Schedule

CAME_AT_MOST_BEFORE = timedelta(hours=1)
"""A conference that began earlier than this belongs to another meeting at the same address."""
LOOK_AGAIN_AFTER = timedelta(minutes=2)
STOP_LOOKING_AFTER = timedelta(hours=2)


type GoogleMeetOf = Callable[[str], "GoogleMeet"]
"""A function that returns an organisation's account, to list a meeting's attendees. Raises NotConnectedError."""
type NoteArrival = Callable[[Booking, Arrival], None]


@dataclass
class Arranged:
    """The results of one run."""

    meetings: list[Meeting] = field(default_factory=list)
    attended: int = 0
    trouble: list[tuple[str, Exception]] = field(default_factory=list)
    is_finished: bool = True


def arrange_due(
    *,
    meetings: "Meetings",
    provider_of: ProviderOf,
    clock: Callable[[], datetime],
    schedule: "Schedule",
    google_meet_of: GoogleMeetOf,
    note_arrival: NoteArrival,
    has_time: Callable[[], bool],
    works_for: WorksFor = nobody_asks,
) -> Arranged:
    """Do all due work, longest waiting first, until `has_time` is False."""
    done = Arranged()
    for page in meetings.due(clock()):
        for meeting in page:
            if not has_time():
                done.is_finished = False
                return done
            works_for(meeting.org_id, meeting.interview_id)
            try:
                _do_due(
                    meeting,
                    done,
                    meetings=meetings,
                    provider_of=provider_of,
                    clock=clock,
                    schedule=schedule,
                    google_meet_of=google_meet_of,
                    note_arrival=note_arrival,
                )
            except Exception as error:  # noqa: BLE001 (logged by the handler: one must not keep the others waiting)
                done.trouble.append((meeting.interview_id, error))
    return done


def _do_due(
    meeting: Meeting,
    done: Arranged,
    *,
    meetings: "Meetings",
    provider_of: ProviderOf,
    clock: Callable[[], datetime],
    schedule: "Schedule",
    google_meet_of: GoogleMeetOf,
    note_arrival: NoteArrival,
) -> None:
    booking = schedule.booking(meeting.org_id, meeting.interview_id)
    if booking is None:
        # The candidate was erased after the interview.
        meetings.replace(meeting, meeting.changed(next_attempt_at=None, claim_id=None))
    elif not meeting.is_done(booking.version):
        arranged = arrange(booking, meetings=meetings, provider_of=provider_of, clock=clock, log=schedule.log)
        if arranged is not None:
            done.meetings.append(arranged)
    elif meeting.hosted is None or booking.status is not BookingStatus.ACTIVE:
        meetings.replace(meeting, meeting.changed(next_attempt_at=None))
    else:
        after = _attendance(meeting, meeting.hosted, booking, clock(), google_meet_of, note_arrival)
        done.attended += after.attended_at is not None
        meetings.replace(meeting, after)


def _attendance(
    meeting: Meeting,
    hosted: HostedMeeting,
    booking: Booking,
    now: datetime,
    google_meet_of: GoogleMeetOf,
    note_arrival: NoteArrival,
) -> Meeting:
    try:
        there = google_meet_of(meeting.org_id).attendees(hosted, booking.starts_at - CAME_AT_MOST_BEFORE)
    except (MeetingProviderError, NotConnectedError):
        gives_up = now >= booking.ends_at + STOP_LOOKING_AFTER
        return meeting.changed(next_attempt_at=None if gives_up else now + LOOK_AGAIN_AFTER)
    for arrival in arrivals(booking, there):
        note_arrival(booking, arrival)
    return meeting.changed(next_attempt_at=None, attended_at=now)
