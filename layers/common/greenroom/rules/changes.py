"""Values that a change of an interview stores: its time, and the session made from the booking."""

from datetime import datetime, timedelta

from greenroom.models.interview import Booking, Interview
from greenroom.models.session import Session, SessionStatus


def after_last_change(interview: Interview, now: datetime) -> datetime:
    """The time to store for a change: `now`, or just after the previous change if that has a later time.

    Two requests may overlap, and the later one may be stored first. With this time the log is in the order of versions,
    and two changes of one interview never have the same millisecond.
    """
    return max(now, interview.updated_at + timedelta(milliseconds=1))


def session_of(booking: Booking, session_hash: str, status: SessionStatus, now: datetime) -> Session:
    """The session of a booking."""
    own = {"session_hash": session_hash, "status": status, "created_at": now}
    return Session.model_validate(booking.model_dump() | own)
