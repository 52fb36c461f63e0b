"""Store the decision after an interview: hire, hold or no, by whom and why."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.interview import Decision, HiringDecision, Interview, InterviewStatus
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule

OVER = frozenset({InterviewStatus.COMPLETED, InterviewStatus.NO_SHOW})


def decide_interview(
    interview_id: str,
    wanted: HiringDecision,
    reason: str,
    *,
    by: Caller,
    schedule: "Schedule",
    expected_version: int | None,
    now: datetime,
) -> Interview:
    """Store the decision, in one transaction with the log. The same decision again changes nothing.

    Raises NotFoundError, InvalidStateError before the interview is over, StaleVersionError or BusyError.
    """

    def attempt() -> Interview:
        interview = schedule.interview(by.org_id, interview_id)
        if interview.erased_at is not None:
            raise NotFoundError("Interview")
        if interview.status not in OVER:
            raise InvalidStateError(f"This interview is {interview.status}. Decide when it is over.")
        before = interview.decision
        if before is not None and (before.decision, before.reason, before.decided_by) == (wanted, reason, by.actor):
            return interview
        refuse_stale_version(interview.version, expected_version)
        decision = Decision(decision=wanted, reason=reason, decided_by=by.actor, decided_at=now)
        decided = interview.changed(decision=decision, version=interview.version + 1, updated_at=now)
        write = schedule.write()
        write.interview(decided)
        write.log(
            LogEntry(
                org_id=by.org_id,
                interview_id=interview_id,
                at=now,
                action=Action.DECIDED,
                actor=by.actor,
                reason=reason,
                old={"decision": before.decision if before else None},
                new={"decision": wanted},
            )
        )
        write.commit()
        return decided

    return repeated(attempt)
