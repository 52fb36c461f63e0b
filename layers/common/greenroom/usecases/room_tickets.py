"""Tickets to the video room: for the candidate by the session, and for everybody by their own room id."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.models.caller import CANDIDATE
from greenroom.models.interview import HAS_A_TIME, InterviewType
from greenroom.models.session import Session
from greenroom.rules.room_tickets import RoomTicket, expiry
from greenroom.usecases.join import meeting, refuse_outside, refuse_unjoinable

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule
    from greenroom.usecases.links import LinkMaker


def ticket_by_session(
    session: Session, interview_id: str, device: str, *, schedule: "Schedule", now: datetime
) -> RoomTicket:
    """The candidate's ticket. Raises NotFoundError for another interview, InvalidStateError or OutsideWindowError."""
    if session.interview_id != interview_id or session.interview_type is not InterviewType.ONLINE:
        raise NotFoundError("Interview")
    interview = schedule.interview(session.org_id, interview_id)
    if interview.booking_version != session.version:
        raise InvalidStateError("This interview was moved or cancelled. Open the link in your newest e-mail.")
    if interview.status not in HAS_A_TIME:
        raise InvalidStateError(f"This interview is {interview.status} and can not be joined.")
    refuse_outside(session, now)
    return _ticket(session, CANDIDATE, device, now)


def ticket_by_room_id(
    interview_id: str, room_id: str, device: str, *, schedule: "Schedule", links: "LinkMaker", now: datetime
) -> RoomTicket:
    """The ticket of the person with this room id. Raises the errors of joining."""
    interview, session, who = meeting(interview_id, room_id, schedule=schedule, links=links)
    if interview.interview_type is not InterviewType.ONLINE:
        raise NotFoundError("Interview")
    refuse_unjoinable(interview, session, now)
    return _ticket(session, who, device, now)


def _ticket(session: Session, who: str, device: str, now: datetime) -> RoomTicket:
    return RoomTicket(
        org_id=session.org_id,
        interview_id=session.interview_id,
        booking_version=session.version,
        who=who,
        device=device,
        until=expiry(now),
    )
