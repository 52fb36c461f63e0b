"""Store whether the candidate came to an OFFLINE interview, where no link is opened, as the interviewer reports it."""

from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.clock import rfc3339
from greenroom.errors import InvalidStateError, NotFoundError, OutsideWindowError
from greenroom.models.caller import CANDIDATE
from greenroom.models.interview import HAS_A_TIME, Interview, InterviewStatus, InterviewType
from greenroom.usecases.end_interview import end_interview
from greenroom.usecases.join import arrive, meeting
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.schedule import Schedule


def note_attendance(
    interview_id: str, room_id: str, *, came: bool, schedule: "Schedule", links: LinkMaker, now: datetime
) -> Interview:
    """Store that both came, or that the candidate did not. A repetition changes nothing.

    Raises NotFoundError for another interviewer's or another kind of interview, OutsideWindowError before it begins,
    InvalidStateError if the opposite was stored, or BusyError.
    """

    def attempt() -> Interview:
        interview, session, who = meeting(interview_id, room_id, schedule=schedule, links=links)
        if who == CANDIDATE or interview.interview_type is not InterviewType.OFFLINE:
            raise NotFoundError("Interview")
        is_noted = interview.candidate_joined_at is not None if came else interview.status is InterviewStatus.NO_SHOW
        if is_noted:
            return interview
        if interview.status not in HAS_A_TIME or interview.candidate_joined_at is not None:
            raise InvalidStateError(f"This interview is {interview.status}: who came is noted already.")
        earliest = session.opens_at if came else session.starts_at
        if now < earliest:
            raise OutsideWindowError(f"That can be noted from {rfc3339(earliest)} on.")
        if not came:
            return end_interview(interview, InterviewStatus.NO_SHOW, session, actor=who, schedule=schedule, now=now)
        here = arrive(interview, session, who, schedule, now)
        return arrive(here.interview, here.session, CANDIDATE, schedule, now).interview

    return repeated(attempt)
