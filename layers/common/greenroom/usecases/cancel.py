"""Cancel an interview: one transaction frees the seat and the calendars and ends the link."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.interview import NOT_BEGUN, BookingStatus, Interview, InterviewStatus
from greenroom.models.session import SessionStatus
from greenroom.rules.changes import after_last_change, session_of
from greenroom.rules.due import next_due
from greenroom.usecases.appointments import without_busy
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.schedule_write import ScheduleWrite


def cancel(
    interview_id: str,
    reason: str,
    *,
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
    expected_version: int | None = None,
    tells_nobody: bool = False,
) -> Interview:
    """Cancel a pending or scheduled interview. A cancelled interview is not changed.

    With `tells_nobody` no e-mail is sent, because the people were told before. Raises NotFoundError, InvalidStateError
    for an interview that has begun or is over, StaleVersionError where it is not at `expected_version`, or BusyError.
    """

    def attempt() -> Interview:
        interview = schedule.interview(by.org_id, interview_id)
        if interview.status is InterviewStatus.CANCELLED:
            return interview
        refuse_stale_version(interview.version, expected_version)
        if interview.status not in NOT_BEGUN:
            raise InvalidStateError(f"This interview is {interview.status}, so it can not be cancelled.")
        at = after_last_change(interview, now)
        after = interview.changed(status=InterviewStatus.CANCELLED, version=interview.version + 1, updated_at=at)
        write = schedule.write()
        if interview.status is InterviewStatus.SCHEDULED:
            after = _give_back(interview, after, reason, write, by, schedule, links, at, tells_nobody=tells_nobody)
        after = after.changed(due_at=next_due(after))
        write.interview(after)
        write.log(_entry(interview, after, reason, by))
        write.commit()
        return after

    return repeated(attempt)


def _entry(interview: Interview, after: Interview, reason: str, by: Caller) -> LogEntry:
    return LogEntry(
        org_id=by.org_id,
        interview_id=interview.interview_id,
        at=after.updated_at,
        action=Action.CANCELLED,
        actor=by.actor,
        reason=reason,
        old={"status": interview.status, "version": interview.version},
        new={"status": after.status, "version": after.version},
    )


def _give_back(
    interview: Interview,
    after: Interview,
    reason: str,
    write: "ScheduleWrite",
    by: Caller,
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
    *,
    tells_nobody: bool,
) -> Interview:
    """Add to the transaction the writes that free seat and calendars and end the link. Returns the interview's next
    state."""
    held = schedule.held_by(interview)
    before, slot = held.booking, held.slot
    if before is None or slot is None:
        # Both were written with the interview, so only a restored table lacks them.
        raise NotFoundError("Slot")
    cancelled = before.changed(
        status=BookingStatus.CANCELLED,
        version=before.version + 1,
        actor=by.actor,
        cancel_reason=reason,
        tells_nobody=tells_nobody or None,
        changed_at=now,
    )
    write.free_seat(slot, now)
    write.booking(cancelled)
    write.calendars(*(without_busy(one, interview.interview_id, now) for one in held.calendars))
    write.session(session_of(before, links.hash_of(before.session_id, before.version), SessionStatus.CANCELLED, now))
    return after.changed(booking_version=cancelled.version)
