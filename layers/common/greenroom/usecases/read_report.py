"""The report of an interview as it is read: the stored findings, joined with the answers that they are about."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.interviewing.bank import Competency
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
from greenroom.interviewing.sitting import Sitting
from greenroom.models.interview import Interview, InterviewStatus, InterviewType, ReportStatus
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.sittings import Sittings

HAVE_NONE = frozenset({InterviewStatus.CANCELLED, InterviewStatus.NO_SHOW})


@dataclass(frozen=True)
class ReportAsRead:
    """All that a report shows. Without a sitting it is not there yet."""

    interview: Interview
    status: ReportStatus
    sitting: Sitting | None = None
    report: Report | None = None
    answered: tuple[Answered, ...] = ()
    observed: tuple[Observed, ...] = ()
    summary: str | None = None

    @property
    def kinds(self) -> str:
        """How many answers were given how."""
        return kinds(list(self.answered))

    @property
    def by_criterion(self) -> dict[Competency, list[Answered]]:
        """The answers by what their questions are about."""
        return by_criterion(list(self.answered))

    @property
    def minutes(self) -> int | None:
        """How long it took; None where nobody came."""
        session = self.sitting.session if self.sitting else None
        if session is None or session.joined_at is None or session.ended_at is None:
            return None
        return max(1, round((session.ended_at - session.joined_at).total_seconds() / 60))


def read_report(interview: Interview, *, sittings: "Sittings", links: LinkMaker) -> ReportAsRead:
    """The report of an AI interview; nothing of its content while it is not over.

    Raises NotFoundError for an interview that never has one, or whose candidate was erased.
    """
    is_without = interview.interview_type is not InterviewType.AI or interview.status in HAVE_NONE
    if is_without or interview.erased_at is not None:
        raise NotFoundError("Report")
    if interview.status is not InterviewStatus.COMPLETED or interview.session_id is None:
        return ReportAsRead(interview, ReportStatus.PENDING)
    found = sittings.sitting(links.hash_of(interview.session_id, interview.booking_version))
    if found is None:
        raise NotFoundError("Report")
    sitting, report = found
    answered = list(transcript(sitting, report))
    return ReportAsRead(
        interview,
        interview.report or ReportStatus.PENDING,
        sitting,
        report,
        tuple(answered),
        tuple(observations(sitting, answered)),
        summary(sitting, answered) if report and report.status is not ReportStatus.PENDING else None,
    )
