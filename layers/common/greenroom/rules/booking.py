"""Rules of bookings. Pure: each rule raises the error that names it, or returns nothing."""

from datetime import datetime, timedelta
from typing import NamedTuple

from greenroom.clock import rfc3339
from greenroom.errors import (
    CalendarConflictError,
    InterviewDisabledError,
    InThePastError,
    NotShortlistedError,
    OnlineDisabledError,
    SlotClosedError,
    SlotFullError,
    SlotJobMismatchError,
    TooFarAheadError,
    TooSoonError,
)
from greenroom.models.calendar import Calendar
from greenroom.models.candidate import Match
from greenroom.models.interview import Interview, InterviewType
from greenroom.models.organisation import Policy
from greenroom.models.slot import Slot, SlotStatus


def refuse_bad_time(starts_at: datetime, policy: Policy, now: datetime) -> None:
    """Raises InThePastError, TooSoonError or TooFarAheadError."""
    if starts_at <= now:
        raise InThePastError
    earliest = now + timedelta(minutes=policy.min_notice_minutes)
    if starts_at < earliest:
        raise TooSoonError(
            f"A booking needs {policy.min_notice_minutes} minutes of notice: "
            f"the earliest start is now {rfc3339(earliest)}."
        )
    latest = now + timedelta(days=policy.max_advance_days)
    if starts_at > latest:
        raise TooFarAheadError(
            f"A booking is made at most {policy.max_advance_days} days ahead: "
            f"the latest start is now {rfc3339(latest)}."
        )


def refuse_slot(slot: Slot, interview: Interview) -> None:
    """Raises SlotJobMismatchError, SlotClosedError or SlotFullError."""
    if slot.job_id != interview.job_id:
        raise SlotJobMismatchError
    if slot.status is SlotStatus.CANCELLED:
        raise SlotClosedError
    if slot.status is SlotStatus.BOOKED:
        raise SlotFullError


def opened(match: Match | None, interview_type: InterviewType) -> Match:
    """Return the gates if they are open. Raises NotShortlistedError, InterviewDisabledError or OnlineDisabledError."""
    if match is None or not match.shortlisted:
        raise NotShortlistedError
    if not match.interview_enabled:
        raise InterviewDisabledError
    if interview_type is InterviewType.ONLINE and not match.online_interview_enabled:
        raise OnlineDisabledError
    return match


def refuse_overlap(calendar: Calendar, interview_id: str, starts_at: datetime, ends_at: datetime) -> None:
    """Raises CalendarConflictError if the time overlaps another interview of the person."""
    for other, busy in calendar.busy.items():
        if other != interview_id and busy.overlaps(starts_at, ends_at):
            raise CalendarConflictError(
                f"This person has another interview from {rfc3339(busy.starts_at)} to {rfc3339(busy.ends_at)}."
            )


class Windows(NamedTuple):
    """The times at which the room opens, closes for entry and ends, and at which the link expires."""

    opens_at: datetime
    last_entry_at: datetime
    ends_at: datetime
    expires_at: datetime


def windows(
    interview_type: InterviewType, starts_at: datetime, ends_at: datetime, policy: Policy, extra_time_percent: int = 0
) -> Windows:
    """The windows of a booking under a policy; extra time moves the end of an AI interview."""
    if interview_type is InterviewType.AI:
        ends_at += (ends_at - starts_at) * extra_time_percent / 100
        opens_at = starts_at - timedelta(seconds=policy.room_opens_seconds_before)
        last_entry_at = starts_at + timedelta(minutes=policy.last_entry_minutes_after)
    else:
        buffer = timedelta(minutes=policy.join_buffer_minutes)
        opens_at, last_entry_at = starts_at - buffer, ends_at + buffer
    return Windows(opens_at, last_entry_at, ends_at, ends_at + timedelta(hours=policy.link_ttl_hours))
