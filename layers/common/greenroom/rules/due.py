"""The times at which the sweeper has work for an interview, and the work. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from greenroom.models.interview import Interview, InterviewStatus, InterviewType, ReportStatus

DELIVERY_CHECK_AFTER = timedelta(minutes=15)
"""The sweeper checks the delivery of an invitation or a cancellation after this time."""


CLOSING_CHECK_AFTER = timedelta(minutes=20)
"""The sweeper checks the closing e-mail after this time. It is sent when the report is begun, and a claim of that time
that was not settled may be taken over by then."""
REPORT_AFTER_FINISH = timedelta(seconds=5)
REPORT_AFTER_END = timedelta(seconds=60)
"""The time from the end of an interview to its report, so that the last answers are stored."""
REPORT_CHECK_AFTER = timedelta(hours=2)
"""A report that does not exist after this time is requested again."""


OVER = frozenset({InterviewStatus.COMPLETED, InterviewStatus.NO_SHOW, InterviewStatus.CANCELLED})


class DueWork(StrEnum):
    CHECK_DELIVERY = "CHECK_DELIVERY"
    REMIND = "REMIND"
    NO_SHOW = "NO_SHOW"
    COMPLETE = "COMPLETE"
    REPORT = "REPORT"
    ERASE = "ERASE"


class Due(NamedTuple):
    """One piece of automatic work for an interview."""

    at: datetime
    work: DueWork
    minutes_before: int | None = None


def agenda(interview: Interview) -> list[Due]:
    """All automatic work for an interview, soonest first.

    A reminder whose time had passed when the booking was made is left out, because the invitation was just sent.
    """
    if interview.booked_at is None:
        return _before_a_time(interview)
    booked_at = interview.booked_at
    started_at, last_entry_at, settles_at = interview.started_at, interview.last_entry_at, interview.settles_at
    if started_at is None or last_entry_at is None or settles_at is None:
        return []
    if interview.report is ReportStatus.PENDING and interview.completed_at is not None and interview.erased_at is None:
        is_early = interview.ends_at is not None and interview.completed_at < interview.ends_at
        return [Due(interview.completed_at + (REPORT_AFTER_FINISH if is_early else REPORT_AFTER_END), DueWork.REPORT)]
    if interview.status is InterviewStatus.IN_PROGRESS:
        return [Due(settles_at, DueWork.COMPLETE)]
    if interview.status in OVER:
        return _afterwards(interview)
    if interview.status is not InterviewStatus.SCHEDULED:
        return []
    # No arrival is recorded for an OFFLINE interview, so it never becomes a no-show.
    # A candidate who came while no interviewer did is not a no-show either.
    cannot_miss = interview.interview_type is InterviewType.OFFLINE or interview.candidate_joined_at is not None
    dues = [
        Due(booked_at + DELIVERY_CHECK_AFTER, DueWork.CHECK_DELIVERY),
        Due(settles_at, DueWork.COMPLETE) if cannot_miss else Due(last_entry_at, DueWork.NO_SHOW),
    ]
    for before in interview.reminders:
        at = started_at - timedelta(minutes=before)
        if at > booked_at:
            dues.append(Due(at, DueWork.REMIND, before))
    return sorted(dues, key=lambda due: due.at)


def _before_a_time(interview: Interview) -> list[Due]:
    """The check of the e-mail that invited the candidate to choose a time, also if the interview was cancelled
    since."""
    is_over = interview.status is not InterviewStatus.PENDING and interview.status is not InterviewStatus.CANCELLED
    if interview.choice is None or interview.erased_at is not None or is_over:
        return []
    since = interview.updated_at if interview.status is InterviewStatus.CANCELLED else interview.choice.invited_at
    return [Due(since + DELIVERY_CHECK_AFTER, DueWork.CHECK_DELIVERY)]


def _afterwards(interview: Interview) -> list[Due]:
    dues = []
    if interview.status is InterviewStatus.CANCELLED:
        dues.append(Due(interview.updated_at + DELIVERY_CHECK_AFTER, DueWork.CHECK_DELIVERY))
    if interview.report is not None and interview.completed_at is not None and interview.erased_at is None:
        # An AI interview that was held: the candidate got an e-mail when its report was begun.
        dues.append(Due(interview.completed_at + CLOSING_CHECK_AFTER, DueWork.CHECK_DELIVERY))
    if interview.erase_at is not None and interview.erased_at is None:
        dues.append(Due(interview.erase_at, DueWork.ERASE))
    return sorted(dues, key=lambda due: due.at)


def next_due(interview: Interview, after: datetime | None = None) -> datetime | None:
    """The time of the next work, later than `after`; None if there is none."""
    return next((due.at for due in agenda(interview) if after is None or due.at > after), None)
