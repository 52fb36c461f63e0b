"""Store arrivals: the candidate's by the link, and each person's in a meeting by their room id."""

import hmac
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.clock import rfc3339
from greenroom.errors import (
    ConsentRequiredError,
    InvalidStateError,
    LinkExpiredError,
    NotFoundError,
    OutsideWindowError,
)
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import CANDIDATE, INTERVIEWER, INTERVIEWERS
from greenroom.models.interview import HAS_A_TIME, Booking, Interview, InterviewStatus, InterviewType
from greenroom.models.session import Session, SessionStatus
from greenroom.rules.changes import after_last_change, session_of
from greenroom.rules.due import next_due
from greenroom.rules.portal import PortalState, portal_state
from greenroom.rules.room_tickets import RoomTicket
from greenroom.rules.rooms import organisation_of
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule

ENTERABLE = frozenset({PortalState.OPEN, PortalState.IN_PROGRESS})


class Joined(NamedTuple):
    """The interview, the person who arrived, and the time of their first arrival."""

    interview: Interview
    session: Session
    joined_at: datetime


def check_in(session: Session, *, schedule: "Schedule", now: datetime, consented: bool = False) -> Joined:
    """Check in a candidate by the link, with consent where answers are stored. A repetition changes nothing.

    Raises OutsideWindowError before the room opens and after the last entry, InvalidStateError for an interview that is
    over, moved or cancelled, ConsentRequiredError, NotFoundError, or BusyError.
    """

    def attempt() -> Joined:
        interview = schedule.interview(session.org_id, session.interview_id)
        if interview.booking_version != session.version or interview.status not in HAS_A_TIME:
            raise InvalidStateError(f"This interview is {interview.status} and can not be entered through this link.")
        refuse_outside(session, now)
        refuse_without_consent(session, consented=consented)
        agreed = session.changed(consented_at=session.consented_at or now) if consented else session
        return arrive(interview, agreed, CANDIDATE, schedule, now)

    return repeated(attempt)


def join_room(
    interview_id: str, room_id: str, as_whom: str, *, schedule: "Schedule", links: LinkMaker, now: datetime
) -> Joined:
    """Admit a candidate or interviewer to an ONLINE meeting by the room id of that role.

    Raises NotFoundError for a wrong room id or the other role's, LinkExpiredError, OutsideWindowError,
    InvalidStateError, or BusyError.
    """

    def attempt() -> Joined:
        interview, session, who = meeting(interview_id, room_id, schedule=schedule, links=links)
        if role_of(who) != as_whom or interview.interview_type is not InterviewType.ONLINE:
            raise NotFoundError("Interview")
        refuse_unjoinable(interview, session, now)
        return arrive(interview, session, who, schedule, now)

    return repeated(attempt)


def join_by_ticket(ticket: RoomTicket, *, schedule: "Schedule", links: LinkMaker, now: datetime) -> Joined:
    """Admit a person to a video room by a ticket for one version of the booking.

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
        if ticket.who in INTERVIEWERS[1:] and interview.interviewer(ticket.who) is None:
            raise InvalidStateError("You do not interview here any more.")
        return arrive(interview, session, ticket.who, schedule, now)

    return repeated(attempt)


def meeting(
    interview_id: str, room_id: str, *, schedule: "Schedule", links: LinkMaker
) -> tuple[Interview, Session, str]:
    """A booked interview, its session, and the person that the room id belongs to.

    Raises NotFoundError for a wrong room id, InvalidStateError for an interview that has no time yet.
    """
    org_id = organisation_of(room_id)
    interview = schedule.interview(org_id, interview_id)
    who = who_has(interview, room_id, links)
    booking = schedule.booking(org_id, interview_id)
    if booking is None:
        raise InvalidStateError("This interview has no time yet.")
    return interview, session_now(booking, interview, links), who


def who_has(interview: Interview, room_id: str, links: LinkMaker) -> str:
    """The person that a room id of this interview belongs to: the candidate, or one of `INTERVIEWERS`.

    An OFFLINE interview has no room, but its interviewers have ids for their own page. Raises
    NotFoundError for any other id.
    """
    sent = room_id.encode(errors="replace")
    org_id, room = interview.org_id, interview.room_id
    if room is not None:
        if hmac.compare_digest(links.room_id(org_id, interview.interview_id, room).encode(), sent):
            return INTERVIEWER
        if hmac.compare_digest(links.candidate_room_id(org_id, interview.interview_id, room).encode(), sent):
            return CANDIDATE
    if interview.interview_type is not InterviewType.AI:
        for who, one in zip(INTERVIEWERS, interview.interviewers, strict=False):
            own = links.interviewer_room_id(org_id, interview.interview_id, one.email)
            if hmac.compare_digest(own.encode(), sent):
                return who
    raise NotFoundError("Interview")


def role_of(who: str) -> str:
    """`candidate` or `interviewer`."""
    return CANDIDATE if who == CANDIDATE else INTERVIEWER


def refuse_unjoinable(interview: Interview, session: Session, now: datetime) -> None:
    """Raises LinkExpiredError, InvalidStateError or OutsideWindowError if nobody can join now."""
    if now > session.expires_at:
        raise LinkExpiredError
    if interview.status not in HAS_A_TIME:
        raise InvalidStateError(f"This interview is {interview.status} and can not be joined.")
    refuse_outside(session, now)


def refuse_without_consent(session: Session, *, consented: bool) -> None:
    """Raises ConsentRequiredError where a candidate of an AI interview has not consented."""
    if session.interview_type is InterviewType.AI and session.consented_at is None and not consented:
        raise ConsentRequiredError


def refuse_outside(session: Session, now: datetime) -> None:
    """Raises OutsideWindowError with the time at which the room opens or closed."""
    state = portal_state(session, now)
    if state is PortalState.EARLY:
        raise OutsideWindowError(f"The room opens at {rfc3339(session.opens_at)}.")
    if state not in ENTERABLE:
        raise OutsideWindowError(f"The last entry was at {rfc3339(session.last_entry_at)}.")


def session_now(booking: Booking, interview: Interview, links: LinkMaker) -> Session:
    """The session of a booking, computed from the interview's state, so that joining does not read it."""
    running = interview.status is InterviewStatus.IN_PROGRESS
    status = SessionStatus.IN_PROGRESS if running else SessionStatus.SCHEDULED
    session_hash = links.hash_of(booking.session_id, booking.version)
    session = session_of(booking, session_hash, status, booking.booked_at)
    return session.changed(joined_at=interview.candidate_joined_at)


def arrive(interview: Interview, session: Session, who: str, schedule: "Schedule", now: datetime) -> Joined:
    """Note a person's first arrival; later ones change nothing. Raises ConditionsFailedError or ContentionError."""
    before = joined_at(interview, who)
    if before is not None:
        return Joined(interview, session, before)
    now = after_last_change(interview, now)
    after = _joined(interview, who, now).changed(version=interview.version + 1, updated_at=now)
    # A meeting begins when candidate and interviewer are both there. Until then it can be moved and cancelled.
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


def joined_at(interview: Interview, who: str) -> datetime | None:
    """The time of a person's arrival; None before it."""
    if who == CANDIDATE:
        return interview.candidate_joined_at
    one = interview.interviewer(who)
    if one is None or len(interview.interviewers) == 1:
        return interview.interviewer_joined_at
    return (interview.panel_joined or {}).get(one.email.casefold())


def _joined(interview: Interview, who: str, now: datetime) -> Interview:
    if who == CANDIDATE:
        return interview.changed(candidate_joined_at=now)
    after = interview.changed(interviewer_joined_at=interview.interviewer_joined_at or now)
    one = interview.interviewer(who)
    if one is None or len(interview.interviewers) == 1:
        return after
    return after.changed(panel_joined={**(interview.panel_joined or {}), one.email.casefold(): now})


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
