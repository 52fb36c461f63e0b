"""End an interview as COMPLETED or NO_SHOW, with its session and the log, in one transaction."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.models.audit import Action, LogEntry
from greenroom.models.interview import Interview, InterviewStatus, InterviewType, ReportStatus
from greenroom.models.session import Session, SessionStatus
from greenroom.rules.changes import after_last_change
from greenroom.rules.due import next_due

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule

AS = {
    InterviewStatus.COMPLETED: (SessionStatus.COMPLETED, Action.COMPLETED),
    InterviewStatus.NO_SHOW: (SessionStatus.NO_SHOW, Action.NO_SHOW),
}


def end_interview(
    interview: Interview,
    status: InterviewStatus,
    session: Session | None,
    *,
    actor: str,
    schedule: "Schedule",
    now: datetime,
) -> Interview:
    """Store the end of an interview, on condition that it has the version that was read.

    The stored end is at the latest the planned one, or for a NO_SHOW the last entry, also if it is noticed later. A
    completed AI interview is due once more, for its report. Raises ConditionsFailedError or ContentionError; then
    nothing is written.
    """
    ended_at = _ended_at(interview, status, now)
    now = after_last_change(interview, now)
    session_status, action = AS[status]
    after = interview.changed(status=status, version=interview.version + 1, updated_at=now)
    if status is InterviewStatus.COMPLETED and interview.interview_type is InterviewType.AI:
        after = after.changed(completed_at=ended_at, report=ReportStatus.PENDING)
    after = after.changed(due_at=next_due(after))
    write = schedule.write()
    write.interview(after)
    if session is not None:
        write.session(session.changed(status=session_status, ended_at=ended_at))
    write.log(
        LogEntry(
            org_id=interview.org_id,
            interview_id=interview.interview_id,
            at=now,
            action=action,
            actor=actor,
            old={"status": interview.status},
            new={"status": status},
        )
    )
    write.commit()
    return after


def _ended_at(interview: Interview, status: InterviewStatus, now: datetime) -> datetime:
    last = interview.ends_at if status is InterviewStatus.COMPLETED else interview.last_entry_at
    return min(now, last or now)
