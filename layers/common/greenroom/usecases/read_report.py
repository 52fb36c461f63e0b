"""Read the report of an interview: the stored findings, joined with the answers that they are about."""

from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import NotFoundError
from greenroom.interviewing.ai_interview import AiInterview
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.report import (
    Answered,
    Observed,
    Report,
    by_criterion,
    kinds,
    observations,
    summary,
    transcript,
)
from greenroom.models.interview import Interview, InterviewStatus, InterviewType, ReportStatus
from greenroom.models.meeting_room import InterviewerNotes
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews

HAVE_NONE = frozenset({InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW})


class ReportAsRead(NamedTuple):
    """The contents of a report. Without `ai_interview` there is no report yet."""

    interview: Interview
    status: ReportStatus
    ai_interview: AiInterview | None = None
    report: Report | None = None
    answered: tuple[Answered, ...] = ()
    observed: tuple[Observed, ...] = ()
    summary: str | None = None
    notes: tuple[InterviewerNotes, ...] = ()
    """For an interview by people: the notes of each interviewer."""

    def answer(self, number: str) -> Answered:
        """The question with that number. Raises NotFoundError."""
        found = next((one for one in self.answered if str(one.number) == number), None)
        if found is None:
            raise NotFoundError("Answer")
        return found

    @property
    def kinds(self) -> str:
        """The number of answers by kind: spoken, typed, coded."""
        return kinds(list(self.answered))

    @property
    def by_criterion(self) -> dict[Competency, list[Answered]]:
        """The answers by the criterion of their questions."""
        return by_criterion(list(self.answered))

    def weight_of(self, criterion: Competency) -> int:
        """The weight of a criterion for the job, from the plan."""
        plan = self.ai_interview.plan if self.ai_interview else None
        return plan.criteria.get(criterion, 1) if plan else 1

    @property
    def minutes(self) -> int | None:
        """The duration of the interview in minutes; None if the candidate did not come."""
        session = self.ai_interview.session if self.ai_interview else None
        if session is None or session.joined_at is None or session.ended_at is None:
            return None
        return max(1, round((session.ended_at - session.joined_at).total_seconds() / 60))


def read_report(interview: Interview, *, ai_interviews: "AiInterviews", links: LinkMaker) -> ReportAsRead:
    """The report of an AI interview. It has no contents until the interview is over.

    Raises NotFoundError for another kind of interview, or if the candidate was erased.
    """
    is_without = interview.interview_type is not InterviewType.AI or interview.status in HAVE_NONE
    if is_without or interview.erased_at is not None:
        raise NotFoundError("Report")
    if interview.status is not InterviewStatus.COMPLETED or interview.session_id is None:
        return ReportAsRead(interview, ReportStatus.PENDING)
    found = ai_interviews.find(links.hash_of(interview.session_id, interview.booking_version))
    if found is None:
        raise NotFoundError("Report")
    ai_interview, report = found
    answered = list(transcript(ai_interview, report))
    return ReportAsRead(
        interview,
        interview.report or ReportStatus.PENDING,
        ai_interview,
        report,
        tuple(answered),
        tuple(observations(ai_interview, answered)),
        summary(ai_interview, answered) if report and report.status is not ReportStatus.PENDING else None,
    )
