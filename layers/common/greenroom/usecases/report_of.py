"""The report of an interview: the AI's findings, or what human interviewers wrote."""

from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.models.interview import Interview, InterviewStatus, InterviewType, ReportStatus
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.read_report import HAVE_NONE, ReportAsRead, read_report

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.meeting_rooms import MeetingRooms


def report_of(
    interview: Interview, *, ai_interviews: "AiInterviews", rooms: "MeetingRooms", links: LinkMaker
) -> ReportAsRead:
    """The report. An interview by people has one from its first note on, which is READY when the interview is over.

    Raises NotFoundError for an interview without a report, or if the candidate was erased.
    """
    if interview.interview_type is InterviewType.AI:
        return read_report(interview, ai_interviews=ai_interviews, links=links)
    if interview.status in HAVE_NONE or interview.erased_at is not None:
        raise NotFoundError("Report")
    written = rooms.notes(interview.org_id, interview.interview_id)
    is_over = interview.status is InterviewStatus.COMPLETED
    return ReportAsRead(interview, ReportStatus.READY if is_over else ReportStatus.PENDING, notes=tuple(written))
