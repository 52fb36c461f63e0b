"""Tasks for members: failed e-mails, interviews that are not ready, reports to decide on, jobs without free times."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus, InterviewType, ReportStatus
from greenroom.models.job import Job
from greenroom.models.meeting import MeetingStatus
from greenroom.models.session import DeliveryStatus
from greenroom.usecases.dashboard import Overview
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.list_candidates import waits_for_time
from greenroom.usecases.show_interviews import Shown
from greenroom.usecases.slots import SlotFilter, list_slots

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import AiInterviews
    from greenroom.adapters.candidates import Candidates, Matches
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.slots import Slots

SOON = timedelta(hours=24)
"""An interview that begins within this time must have an interviewer."""
QUESTIONS_TAKE = timedelta(minutes=10)
"""Questions are made within seconds after a booking. After this time something is wrong."""
MOST_ASKED = 10
"""The maximum number of AI interviews whose questions are checked. Each takes one read."""
SLOTS_READ = 300
MOST_JOBS = 5
MOST_ASKING = 10
MOST_LOOKED_AT = 20
"""The maximum number of jobs without a free time that are checked. For some of them nobody may wait any more."""
CANDIDATES_COUNTED = 50
"""The maximum number of waiting candidates that are read for a job: one round trip."""
NOT_THERE = "There are no questions yet."
NOBODY = "Nobody holds it yet."


class NeedKind(StrEnum):
    MAIL_FAILED = "MAIL_FAILED"
    MEETING_FAILED = "MEETING_FAILED"
    NOT_READY = "NOT_READY"
    TO_DECIDE = "TO_DECIDE"
    NO_FREE_TIME = "NO_FREE_TIME"
    OTHER_TIMES = "OTHER_TIMES"


class Need(NamedTuple):
    """A task about an interview, or about a job whose candidates wait for a time."""

    kind: NeedKind
    interview: Interview | None = None
    job: Job | None = None
    reason: str | None = None
    waiting: int = 0


class NeedsOfJobs(NamedTuple):
    """Jobs whose candidates wait, and whether there are more of them."""

    needs: list[Need]
    has_more: bool


def needs_of_interviews(
    found: Overview, *, ai_interviews: "AiInterviews", links: LinkMaker, now: datetime
) -> list[Need]:
    """Needs of the interviews on a dashboard, most urgent first. Takes at most MOST_ASKED further reads."""
    ahead = [*found.today, *found.upcoming]
    soon = [one.interview for one in ahead if _begins_soon(one.interview, now)]
    return [
        *(_failed_mail(one) for one in ahead if one.delivery and one.delivery.status is DeliveryStatus.FAILED),
        *(_failed_meeting(one) for one in ahead if one.meeting and one.meeting.status is MeetingStatus.FAILED),
        *_without_questions(soon, ai_interviews, links, now),
        *(Need(NeedKind.NOT_READY, one, reason=NOBODY) for one in soon if _is_unheld(one)),
        *(Need(NeedKind.TO_DECIDE, one.interview) for one in found.completed if _is_undecided(one.interview)),
    ]


def needs_of_choices(*, by: Caller, interviews: "Interviews") -> list[Need]:
    """Candidates who asked for other times and have no answer yet.

    One query of an index that contains only those.
    """
    found = interviews.page(interviews.asking_for_times(by.org_id), limit=MOST_ASKING, position=None).items
    return [
        Need(NeedKind.OTHER_TIMES, one, reason=one.choice.wishes if one.choice else None)
        for one in found
        if one.asks_for_times
    ]


def needs_of_jobs(
    *, by: Caller, jobs: "Jobs", slots: "Slots", candidates: "Candidates", matches: "Matches", now: datetime
) -> NeedsOfJobs:
    """Find the organisation's jobs for which candidates wait although no time is free.

    If nobody waits, this costs one query. Otherwise it costs a read of slots, a read of jobs, and two round trips for
    each of at most MOST_LOOKED_AT jobs, or three if the organisation has more future slots than were read.
    """
    waiting, has_more = matches.waiting(by.org_id)
    if not waiting:
        return NeedsOfJobs([], has_more=False)
    ahead = list_slots(SlotFilter(since=now), by=by, slots=slots, limit=SLOTS_READ, position=None, now=now)
    has_time = {slot.job_id for slot in ahead.items if slot.current_bookings < slot.max_candidates}
    without_time = [job for job in jobs.many(by.org_id, [one for one in waiting if one not in has_time]) if job]
    found: list[Need] = []
    for job in without_time[:MOST_LOOKED_AT]:
        if ahead.next_position is not None and _has_later_time(job.job_id, by, slots, now):
            continue
        count = _waiting_for(job, waiting[job.job_id][:CANDIDATES_COUNTED], by, candidates, matches)
        if count and len(found) == MOST_JOBS:
            return NeedsOfJobs(found, has_more=True)
        if count:
            found.append(Need(NeedKind.NO_FREE_TIME, job=job, waiting=count))
    return NeedsOfJobs(found, has_more=has_more or len(without_time) > MOST_LOOKED_AT)


def _waiting_for(job: Job, noted: list[str], by: Caller, candidates: "Candidates", matches: "Matches") -> int:
    """The number of candidates that are still waiting, of those that were noted as waiting."""
    rows = matches.for_rows(by.org_id, [(job.job_id, one) for one in noted], with_scores=False)
    wait = [one for one, row in zip(noted, rows, strict=True) if waits_for_time(row.match, row.latest)]
    # An erasure does not remove the notes for jobs other than the candidate's own.
    return sum(1 for one in candidates.many(by.org_id, wait) if one is not None and not one.is_being_erased)


def _has_later_time(job_id: str, by: Caller, slots: "Slots", now: datetime) -> bool:
    wanted = SlotFilter(job_id=job_id, available=True)
    return bool(list_slots(wanted, by=by, slots=slots, limit=1, position=None, now=now).items)


def _failed_mail(shown: Shown) -> Need:
    return Need(NeedKind.MAIL_FAILED, shown.interview, reason=shown.delivery.reason if shown.delivery else None)


def _failed_meeting(shown: Shown) -> Need:
    return Need(NeedKind.MEETING_FAILED, shown.interview, reason=shown.meeting.reason if shown.meeting else None)


def _without_questions(
    soon: Iterable[Interview], ai_interviews: "AiInterviews", links: LinkMaker, now: datetime
) -> list[Need]:
    found = []
    waited = [one for one in soon if one.interview_type is InterviewType.AI and now - one.updated_at > QUESTIONS_TAKE]
    for interview in waited[:MOST_ASKED]:
        session_hash = links.hash_of(interview.session_id or "", interview.booking_version)
        _, plan_facts = ai_interviews.session(session_hash)
        if plan_facts is None:
            found.append(Need(NeedKind.NOT_READY, interview, reason=NOT_THERE))
    return found


def _begins_soon(interview: Interview, now: datetime) -> bool:
    starts = interview.started_at
    return interview.status is InterviewStatus.SCHEDULED and starts is not None and now < starts <= now + SOON


def _is_unheld(interview: Interview) -> bool:
    return interview.interview_type is not InterviewType.AI and not interview.interviewers


def _is_undecided(interview: Interview) -> bool:
    if interview.decision is not None or interview.erased_at is not None:
        return False
    return interview.interview_type is not InterviewType.AI or interview.report in {
        ReportStatus.READY,
        ReportStatus.FAILED,
    }
