"""Create, change and remove jobs."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greenroom.errors import InvalidStateError
from greenroom.models.caller import Caller
from greenroom.models.change_to_follow import ChangeToFollow, JobAsks
from greenroom.models.interview import InterviewStatus
from greenroom.models.job import CodingLanguage, Job
from greenroom.usecases.editing import edit, refuse_stale_version
from greenroom.usecases.follow_changes import follow
from greenroom.usecases.follow_later import ahead_of, leave_rest, look_again
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.changes_queue import ChangesQueue
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.schedule import Schedule

MOST_AT_ONCE = 100
"""The maximum number of future interviews that follow within the request."""
UNSETTLED = frozenset({InterviewStatus.PENDING, InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS})


def create_job(job_id: str, fields: Mapping[str, Any], *, by: Caller, jobs: "Jobs", now: datetime) -> Job:
    """Store a new job. Raises DuplicateError if another job has the external id, or BusyError."""
    job = Job(org_id=by.org_id, job_id=job_id, created_at=now, updated_at=now, **fields)
    return repeated(lambda: jobs.create(_with_language(job, chosen=job.coding_language)))


def change_job(
    job_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    jobs: "Jobs",
    interviews: "Interviews",
    schedule: "Schedule",
    links: LinkMaker,
    queue: "ChangesQueue",
    expected_version: int | None,
    now: datetime,
) -> Job:
    """Change fields of a job, and the interviews that are still to come.

    Beyond MOST_AT_ONCE interviews follow from a queue. A repetition finishes a change that broke off. Raises
    NotFoundError, StaleVersionError or BusyError.
    """

    before: list[Job] = []

    def checked(job: Job) -> Job:
        before.append(job)
        return _changed(job, fields)

    job = edit(
        lambda: jobs.get(by.org_id, job_id),
        checked,
        jobs.replace,
        expected_version=expected_version,
        now=now,
    )
    asks = JobAsks.THE_SAME if job.asked_about == before[-1].asked_about else JobAsks.OTHERWISE
    change = ChangeToFollow(org_id=by.org_id, actor=by.actor, job_id=job_id, job_asks=asks)
    page = ahead_of(change, interviews=interviews, limit=MOST_AT_ONCE, position=None, now=now)
    look_again(change, queue=queue, now=now)
    leave_rest(change, page.next_position, queue=queue)
    follow(page.items, by=by, schedule=schedule, links=links, now=now, job_asks=asks)
    return job


def remove_job(
    job_id: str,
    *,
    by: Caller,
    jobs: "Jobs",
    interviews: "Interviews",
    queue: "ChangesQueue",
    expected_version: int | None,
    now: datetime,
) -> None:
    """Remove a job without interviews that are still to come. Finished interviews keep its title.

    An interview that the index did not list yet, because it was made at the same moment, is cancelled from the queue.
    Raises NotFoundError, InvalidStateError while an interview is still to come, StaleVersionError or BusyError.
    """

    def attempt() -> None:
        job = jobs.get(by.org_id, job_id)
        refuse_stale_version(job.version, expected_version)
        waiting = [one for one in interviews.each(interviews.of_job(by.org_id, job_id)) if one.status in UNSETTLED]
        if waiting:
            raise InvalidStateError(
                f"{len(waiting)} interviews of this job are still to come. Cancel them first, then delete the job."
            )
        # The message is queued first: if the removal breaks off, the message finds the job and changes nothing.
        look_again(ChangeToFollow(org_id=by.org_id, actor=by.actor, job_id=job_id), queue=queue, now=now)
        jobs.remove(by.org_id, job_id, job.version, now=now)

    repeated(attempt)


def _changed(job: Job, fields: Mapping[str, Any]) -> Job:
    # Validated again, because a contact comes as plain fields.
    after = Job.model_validate(vars(job) | dict(fields))
    if "coding_language" in fields:
        return _with_language(after, chosen=after.coding_language)
    says_the_same = job.interview_subject == after.interview_subject
    return after if says_the_same or job.is_language_chosen else _with_language(after, chosen=None)


def _with_language(job: Job, *, chosen: CodingLanguage | None) -> Job:
    """The job with the chosen coding language, or the default one for the job's text."""
    from greenroom.interviewing.job_family import JobText  # noqa: PLC0415 (only where a job is written)

    language = JobText(*job.interview_subject).stored_language(chosen)
    return job.changed(coding_language=language, coding_language_chosen=chosen is not None)
