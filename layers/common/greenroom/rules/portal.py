"""The page behind a candidate's link at a time. Pure."""

from datetime import datetime
from enum import StrEnum

from greenroom.models.interview import InterviewType
from greenroom.models.session import Session, SessionStatus


class PortalState(StrEnum):
    EARLY = "EARLY"
    OPEN = "OPEN"
    IN_PROGRESS = "IN_PROGRESS"
    EXPIRED = "EXPIRED"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"
    MOVED = "MOVED"


_SETTLED = {
    SessionStatus.COMPLETED: PortalState.COMPLETED,
    SessionStatus.CANCELLED: PortalState.CANCELLED,
    SessionStatus.MOVED: PortalState.MOVED,
    SessionStatus.NO_SHOW: PortalState.EXPIRED,
}


def _closes_at(session: Session) -> datetime:
    # A meeting may run longer and be joined again; an AI interview ends at its end time.
    return session.ends_at if session.interview_type is InterviewType.AI else session.last_entry_at


def portal_state(session: Session, now: datetime) -> PortalState:
    """The state of a session, from its stored status and the time."""
    if session.status in _SETTLED:
        return _SETTLED[session.status]
    if session.status is SessionStatus.IN_PROGRESS:
        return PortalState.IN_PROGRESS if now < _closes_at(session) else PortalState.COMPLETED
    if now < session.opens_at:
        return PortalState.EARLY
    return PortalState.OPEN if now <= session.last_entry_at else PortalState.EXPIRED
