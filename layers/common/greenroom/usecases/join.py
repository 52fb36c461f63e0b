"""Somebody comes: the candidate through the link, or the interviewer of a meeting through its room."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.clock import rfc3339
from greenroom.errors import (
    ConsentRequiredError,
    InvalidStateError,
    LinkExpiredError,
    NotFoundError,
    OutsideWindowError,
)
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import CANDIDATE, INTERVIEWER
from greenroom.models.interview import Booking, Interview, InterviewStatus, InterviewType
from greenroom.models.session import Session, SessionStatus
from greenroom.rules.due import next_due
from greenroom.rules.portal import PortalState, portal_state
from greenroom.rules.room_tickets import RoomTicket
from greenroom.rules.rooms import organisation_of
from greenroom.usecases.appointments import after_last_change, session_of
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule

JOINABLE = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS})
ENTERABLE = frozenset({PortalState.OPEN, PortalState.IN_PROGRESS})


@dataclass(frozen=True)
class Joined:
    """Who came to what, and when for the first time."""

    interview: Interview
    session: Session
    joined_at: datetime


def check_in(session: Session, *, schedule: "Schedule", now: datetime, consented: bool = False) -> Joined:
    """The candidate enters through the link, and where asked agrees that answers are stored; again changes nothing.

    Raises OutsideWindowError before the room opens and after the last entry, InvalidStateError for an interview that
    is over, moved or cancelled, ConsentRequiredError, NotFoundError, or BusyError.
    """

    def attempt() -> Joined:
        interview = schedule.interview(session.org_id, session.interview_id)
        if interview.booking_version != session.version or interview.status not in JOINABLE:
            raise InvalidStateError(f"This interview is {interview.status} and can not be entered through this link.")
        refuse_outside(session, now)
        refuse_without_consent(session, consented=consented)
        agreed = session.changed(consented_at=session.consented_at or now) if consented else session
        return arrive(interview, agreed, CANDIDATE, schedule, now)

    return repeated(attempt)


def join_room(
    interview_id: str, room_id: str, as_whom: str, *, schedule: "Schedule", links: LinkMaker, now: datetime
) -> Joined:
    """Candidate or interviewer enters an ONLINE meeting by the room id of that role.

    Raises NotFoundError for a wrong room or the other role's, LinkExpiredError, OutsideWindowError,
    InvalidStateError, or BusyError.
    """

    def attempt() -> Joined:
        interview, session, role = meeting(interview_id, room_id, schedule=schedule, links=links)
        if role != as_whom:
            raise NotFoundError("Interview")
        refuse_unjoinable(interview, session, now)
        return arrive(interview, session, as_whom, schedule, now)

    return repeated(attempt)


def join_by_ticket(ticket: RoomTicket, *, schedule: "Schedule", links: LinkMaker, now: datetime) -> Joined:
    """Somebody enters a video room by the ticket of a booking's version.

    Raises NotFoundError, InvalidStateError where the interview was moved or is over, LinkExpiredError,
    OutsideWindowError, or BusyError.
    """

    def attempt() -> Joined:
        interview = schedule.interview(ticket.org_id, ticket.interview_id)
        booking = schedule.booking(ticket.org_id, ticket.interview_id)
        if booking is None or booking.version != ticket.booking_version:
            raise InvalidStateError("This interview was moved. Open the link in your newest e-mail.")
        session = session_now(booking, interview, links)
        refuse_unjoinable(interview, session, now)
        return arrive(interview, session, ticket.role, schedule, now)

    return repeated(attempt)


def meeting(
    interview_id: str, room_id: str, *, schedule: "Schedule", links: LinkMaker
) -> tuple[Interview, Session, str]:
    """The booked ONLINE interview of a room, its session as it follows from the interview's state, and whose id it is.

    Raises NotFoundError for a wrong room, InvalidStateError for an interview that has no time yet.
    """
    org_id = organisation_of(room_id)
    interview = schedule.interview(org_id, interview_id)
    role = role_in(interview, room_id, links)
    booking = schedule.booking(org_id, interview_id)
    if booking is None:
        raise InvalidStateError("This interview has no time yet.")
    return interview, session_now(booking, interview, links), role


def role_in(interview: Interview, room_id: str, links: LinkMaker) -> str:
    """Whose id of this ONLINE interview's room it is. Raises NotFoundError for any other id."""
    if interview.interview_type is InterviewType.ONLINE and interview.room_id is not None:
        sent = room_id.encode(errors="replace")
        if hmac.compare_digest(interview.room_id.encode(), sent):
            return INTERVIEWER
        if hmac.compare_digest(links.candidate_room_id(interview.room_id).encode(), sent):
            return CANDIDATE
    raise NotFoundError("Interview")


def refuse_unjoinable(interview: Interview, session: Session, now: datetime) -> None:
    """Raises LinkExpiredError, InvalidStateError or OutsideWindowError."""
    if now > session.expires_at:
        raise LinkExpiredError
    if interview.status not in JOINABLE:
        raise InvalidStateError(f"This interview is {interview.status} and can not be joined.")
    refuse_outside(session, now)


def refuse_without_consent(session: Session, *, consented: bool) -> None:
    """Raises ConsentRequiredError where an AI would ask somebody who never agreed to it."""
    if session.interview_type is InterviewType.AI and session.consented_at is None and not consented:
        raise ConsentRequiredError


def refuse_outside(session: Session, now: datetime) -> None:
    """Raises OutsideWindowError with the time at which the room opens, or closed."""
    state = portal_state(session, now)
    if state is PortalState.EARLY:
        raise OutsideWindowError(f"The room opens at {rfc3339(session.opens_at)}.")
    if state not in ENTERABLE:
        raise OutsideWindowError(f"The last entry was at {rfc3339(session.last_entry_at)}.")


def session_now(booking: Booking, interview: Interview, links: LinkMaker) -> Session:
    """A booking's session, as it follows from its interview's state: so joining needs no read of it."""
    running = interview.status is InterviewStatus.IN_PROGRESS
    status = SessionStatus.IN_PROGRESS if running else SessionStatus.SCHEDULED
    session_hash = links.hash_of(booking.session_id, booking.version)
    session = session_of(booking, session_hash, status, booking.booked_at)
    return session.changed(joined_at=interview.candidate_joined_at)


def arrive(interview: Interview, session: Session, who: str, schedule: "Schedule", now: datetime) -> Joined:
    """Note that somebody came, once. Raises ConditionsFailedError or ContentionError."""
    field = "candidate_joined_at" if who == CANDIDATE else "interviewer_joined_at"
    before = getattr(interview, field)
    if before is not None:
        return Joined(interview, session, before)
    now = after_last_change(interview, now)
    after = interview.changed(**{field: now}, version=interview.version + 1, updated_at=now)
    # A meeting begins when both are there; until then it can still be moved and cancelled.
    is_alone = after.candidate_joined_at is None or after.interviewer_joined_at is None
    waits = interview.interview_type is InterviewType.ONLINE and is_alone
    starts = interview.status is InterviewStatus.SCHEDULED and not waits
    if starts:
        after = after.changed(status=InterviewStatus.IN_PROGRESS)
    after = after.changed(due_at=next_due(after))
    running = session.changed(
        status=SessionStatus.IN_PROGRESS if after.status is InterviewStatus.IN_PROGRESS else session.status,
        joined_at=now if who == CANDIDATE else session.joined_at,
    )
    entries = [_entry(interview, Action.JOINED, who, now)]
    if starts:
        entries.append(_entry(interview, Action.STARTED, who, now))
    write = schedule.write()
    write.interview(after)
    write.session(running)
    write.log(*entries)
    write.commit()
    return Joined(after, running, now)


def _entry(interview: Interview, action: Action, who: str, now: datetime) -> LogEntry:
    started = action is Action.STARTED
    return LogEntry(
        org_id=interview.org_id,
        interview_id=interview.interview_id,
        at=now,
        action=action,
        actor=who,
        old={"status": interview.status} if started else None,
        new={"status": InterviewStatus.IN_PROGRESS} if started else None,
    )
