"""Rules of candidates' changes to their own interviews. Pure."""

from datetime import datetime, timedelta

from greenroom.errors import InvalidStateError, TooSoonError
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.organisation import Policy


def movable_until(interview: Interview, policy: Policy) -> datetime | None:
    """The last time at which a candidate may move an interview: its start less the notice period.

    None for an interview that is not booked.
    """
    if interview.status is not InterviewStatus.SCHEDULED or interview.started_at is None:
        return None
    return interview.started_at - timedelta(minutes=policy.min_notice_minutes)


def refuse_late_move(interview: Interview, policy: Policy, now: datetime) -> None:
    """Raises InvalidStateError, or TooSoonError within the notice of the present time."""
    until = movable_until(interview, policy)
    if until is None:
        raise InvalidStateError("This interview can not be moved.")
    if now > until:
        raise TooSoonError("It is too late to choose another time by yourself.")


def can_cancel(interview: Interview, now: datetime) -> bool:
    """Whether a candidate may cancel: until the start, or while there is no time."""
    if interview.status is InterviewStatus.PENDING:
        return True
    starts_at = interview.started_at
    return interview.status is InterviewStatus.SCHEDULED and starts_at is not None and now < starts_at


def refuse_late_cancel(interview: Interview, now: datetime) -> None:
    """Raises InvalidStateError for an interview that has begun or is over."""
    if not can_cancel(interview, now):
        raise InvalidStateError("This interview has begun or is over, so it can not be cancelled.")
