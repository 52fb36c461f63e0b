"""An interview's plan as a recruiter sees and changes it, until the interview begins."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.edit_plan import WantedQuestion, edited
from greenroom.interviewing.plan import InterviewPlan
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus, InterviewType
from greenroom.models.session import SessionStatus
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.interviews import Interviews

NOT_MADE_YET = "The questions of this interview are being made. Ask again in a moment."


class PlanOfInterview(NamedTuple):
    """A plan, the language that was asked for, and whether it can still be changed."""

    interview: Interview
    plan: InterviewPlan
    wanted_language: str
    is_open: bool
    session_hash: str


def read_plan(
    interview_id: str, *, by: Caller, interviews: "Interviews", ai_interviews: "AiInterviews", links: LinkMaker
) -> PlanOfInterview:
    """The plan of a booked AI interview.

    Raises NotFoundError for an interview without a plan, and InvalidStateError while the plan is being made.
    """
    interview = interviews.get(by.org_id, interview_id)
    is_ai = interview.interview_type is InterviewType.AI
    if not is_ai or interview.session_id is None or interview.erased_at is not None:
        raise NotFoundError("Plan")
    session_hash = links.hash_of(interview.session_id, interview.booking_version)
    plan, session = ai_interviews.planned(session_hash)
    if plan is None or session is None:
        if interview.status is not InterviewStatus.SCHEDULED:
            raise NotFoundError("Plan")
        raise InvalidStateError(NOT_MADE_YET)
    is_open = session.status is SessionStatus.SCHEDULED and interview.status is InterviewStatus.SCHEDULED
    return PlanOfInterview(interview, plan, session.language_code, is_open, session_hash)


def change_plan(
    interview_id: str,
    wanted: Sequence[WantedQuestion],
    *,
    weights: Mapping[Competency, int] | None,
    by: Caller,
    interviews: "Interviews",
    ai_interviews: "AiInterviews",
    links: LinkMaker,
    expected_version: int | None,
    now: datetime,
) -> PlanOfInterview:
    """Replace, order or lock the questions of an interview that has not begun; weigh its criteria.

    Raises NotFoundError, InvalidStateError, ValidationError, StaleVersionError or BusyError.
    """

    def attempt() -> PlanOfInterview:
        found = read_plan(interview_id, by=by, interviews=interviews, ai_interviews=ai_interviews, links=links)
        refuse_stale_version(found.plan.version, expected_version)
        interview = found.interview
        if not found.is_open or interview.started_at is None or interview.ends_at is None:
            raise InvalidStateError(f"This interview is {interview.status}, so its questions can not be changed.")
        after = edited(found.plan, wanted, lasts=interview.ends_at - interview.started_at, weights=weights)
        if after is not found.plan:
            entry = LogEntry(
                org_id=by.org_id,
                interview_id=interview_id,
                at=now,
                action=Action.PLAN_CHANGED,
                actor=by.actor,
                old={"questions": len(found.plan.questions)},
                new={"questions": len(after.questions)},
            )
            ai_interviews.replace_plan(found.session_hash, after, found.plan, entry)
        return PlanOfInterview(interview, after, found.wanted_language, found.is_open, found.session_hash)

    return repeated(attempt)
