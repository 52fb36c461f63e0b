"""A job's own questions: read, and set as a whole."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from greenroom.interviewing.job_questions import JobQuestions
from greenroom.models.caller import Caller
from greenroom.usecases.editing import edit

if TYPE_CHECKING:
    from greenroom.adapters.jobs import Jobs


def read_job_questions(job_id: str, *, by: Caller, jobs: "Jobs") -> JobQuestions:
    """A job's own questions and settings. Raises NotFoundError."""
    jobs.get(by.org_id, job_id)
    return jobs.questions(by.org_id, job_id)


def set_job_questions(
    job_id: str, fields: dict[str, Any], *, by: Caller, jobs: "Jobs", expected_version: int | None, now: datetime
) -> JobQuestions:
    """Replace a job's questions and settings, for plans that are made from now on. Raises NotFoundError,
    StaleVersionError or BusyError."""
    return edit(
        lambda: read_job_questions(job_id, by=by, jobs=jobs),
        lambda before: before.changed(**fields),
        jobs.replace_questions,
        expected_version=expected_version,
        now=now,
    )
