"""A candidate's name, address or zone was corrected: what is booked must say so too, and so must its next e-mail."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.interview import InterviewStatus
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.schedule import Schedule

AHEAD = frozenset({InterviewStatus.PENDING, InterviewStatus.SCHEDULED})
TOLD = frozenset({"full_name", "email", "timezone"})
"""Fields of a candidate that interviews and bookings repeat."""


def follow_correction(
    candidate: Candidate, *, by: Caller, interviews: "Interviews", schedule: "Schedule", now: datetime
) -> None:
    """Bring interviews that are still to come in line with their candidate. To be repeated where it broke off."""
    for interview in interviews.each(interviews.of_candidate(by.org_id, candidate.candidate_id)):
        if interview.status in AHEAD:
            repeated(partial(_correct, interview.interview_id, candidate, by, schedule, now))


def _correct(interview_id: str, candidate: Candidate, by: Caller, schedule: "Schedule", now: datetime) -> None:
    interview = schedule.interview(by.org_id, interview_id)
    if interview.status not in AHEAD:
        return
    write = schedule.write()
    is_told = interview.candidate_name == candidate.full_name
    if interview.status is InterviewStatus.SCHEDULED:
        before = schedule.booking(by.org_id, interview_id)
        if before is None:
            raise NotFoundError("Interview")
        after = before.changed(
            candidate_name=candidate.full_name,
            candidate_email=candidate.email,
            candidate_timezone=candidate.timezone,
        )
        is_told = is_told and after == before
        write.same_booking(after.changed(changed_at=now))
    if is_told:
        return
    write.interview(
        interview.changed(candidate_name=candidate.full_name, version=interview.version + 1, updated_at=now)
    )
    write.log(
        LogEntry(
            org_id=by.org_id,
            interview_id=interview_id,
            at=now,
            action=Action.CHANGED,
            actor=by.actor,
            new={"candidate": "corrected", "version": interview.version + 1},
        )
    )
    write.commit()
