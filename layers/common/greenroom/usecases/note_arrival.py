"""Store an arrival that a meeting provider reports, with the same effect as an arrival by the link."""

from typing import TYPE_CHECKING

from greenroom.models.interview import HAS_A_TIME, Booking, Provider
from greenroom.rules.attendance import Arrival, arrived_as
from greenroom.rules.zoom_events import Participant
from greenroom.usecases.join import arrive, session_now
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.meetings import Meetings
    from greenroom.adapters.schedule import Schedule
    from greenroom.usecases.links import LinkMaker


def note_arrival(booking: Booking, arrival: Arrival, *, schedule: "Schedule", links: "LinkMaker") -> bool:
    """Note an arrival. Returns False for an interview that was moved or cancelled or is over. Raises BusyError."""

    def attempt() -> bool:
        interview = schedule.interview(booking.org_id, booking.interview_id)
        if interview.status not in HAS_A_TIME or interview.booking_version != booking.version:
            return False
        # An arrival outside the window does not show that the interview took place.
        if not booking.opens_at <= arrival.at <= booking.last_entry_at:
            return False
        arrive(interview, session_now(booking, interview, links), arrival.who, schedule, arrival.at)
        return True

    return repeated(attempt)


def note_participant(
    org_id: str, participant: Participant, *, meetings: "Meetings", schedule: "Schedule", links: "LinkMaker"
) -> bool:
    """Note an arrival that Zoom reports. Returns whether it was noted: a meeting of another account is ignored."""
    interview_id = meetings.interview_of(org_id, Provider.ZOOM, participant.meeting_id)
    booking = schedule.booking(org_id, interview_id) if interview_id else None
    if booking is None:
        return False
    who = arrived_as(booking, participant.email, participant.name, is_host=participant.is_host)
    return note_arrival(booking, Arrival(who, participant.at), schedule=schedule, links=links)
