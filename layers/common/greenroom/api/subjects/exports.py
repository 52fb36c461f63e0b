"""Answers with all data about one candidate."""

from collections.abc import Callable, Sequence
from typing import Self

from greenroom.api.subjects.base import AnswerModel
from greenroom.api.subjects.candidates import CandidateAnswer, GatesAnswer
from greenroom.api.subjects.interviews import InterviewAnswer, LogEntryAnswer
from greenroom.api.subjects.ratings import RatingAnswer
from greenroom.api.subjects.reports import ReportAnswer
from greenroom.api.subjects.resumes import ResumeAnswer
from greenroom.clock import UtcTime
from greenroom.models.resume import Resume, ResumeStatus
from greenroom.usecases.export_candidate import ExportedCandidate, ExportedInterview
from greenroom.usecases.show_interviews import Shown


class ExportedResumeAnswer(ResumeAnswer):
    """A résumé, its text, and its file."""

    file_url: str | None
    """A link to the file for 15 minutes; null if no file was uploaded."""

    @classmethod
    def with_file(cls, resume: Resume, link: Callable[[str], str]) -> Self:
        """Make the answer. `link` makes the address of a file."""
        there = resume.status is not ResumeStatus.AWAITING_UPLOAD
        return cls.about(resume, file_url=link(resume.file_key) if there else None)


class ExportedInterviewAnswer(AnswerModel):
    """An interview with all data that belongs to it."""

    interview: InterviewAnswer
    logs: list[LogEntryAnswer]
    report: ReportAnswer | None
    ratings: list[RatingAnswer]
    """The ratings by all reviewers."""

    @classmethod
    def of(cls, one: ExportedInterview, shown: Shown, actor: str, link: Callable[[str], str]) -> Self:
        """Make the answer about one interview."""
        return cls(
            interview=InterviewAnswer.of(shown),
            logs=[LogEntryAnswer.of(entry) for entry in one.log],
            report=ReportAnswer.of(one.report, sound=link, link=None) if one.report else None,
            ratings=[RatingAnswer.of(rating, actor) for rating in one.ratings],
        )


class CandidateExportAnswer(AnswerModel):
    """All data about a candidate."""

    made_at: UtcTime
    candidate: CandidateAnswer
    gates: list[GatesAnswer]
    resumes: list[ExportedResumeAnswer]
    interviews: list[ExportedInterviewAnswer]
    next_cursor: str | None
    """The cursor of the next interviews; null on the last page."""

    @classmethod
    def of(
        cls,
        found: ExportedCandidate,
        shown: Sequence[Shown],
        *,
        made_at: UtcTime,
        actor: str,
        link: Callable[[str], str],
        next_cursor: str | None,
    ) -> Self:
        """Make the answer. `shown` are the interviews as other answers show them."""
        return cls(
            made_at=made_at,
            candidate=CandidateAnswer.of(found.candidate),
            gates=[GatesAnswer.of(match, []) for match in found.gates],
            resumes=[ExportedResumeAnswer.with_file(resume, link) for resume in found.resumes],
            interviews=[
                ExportedInterviewAnswer.of(one, how, actor, link)
                for one, how in zip(found.interviews, shown, strict=True)
            ],
            next_cursor=next_cursor,
        )
