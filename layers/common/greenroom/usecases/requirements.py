"""The requirements of a job: proposed from its description, then edited by recruiters."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import ValidationError
from greenroom.models.caller import Caller
from greenroom.models.job import Job
from greenroom.models.requirement import Requirement
from greenroom.models.scored_match import JobRequirements
from greenroom.usecases.editing import edit

if TYPE_CHECKING:
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.scored_matches import StoredRequirements


def requirements_of(job: Job, stored: "StoredRequirements") -> JobRequirements:
    """A job's requirements as edited, or else those proposed from its title and description."""
    return stored.of(job.org_id, job.job_id) or proposed(job)


def proposed(job: Job) -> JobRequirements:
    """The requirements that a job's title and description ask for."""
    # Imported here, because the list of skills is needed only to propose requirements.
    from greenroom.matching.asking import propose_requirements  # noqa: PLC0415

    found = propose_requirements(job.job_title, job.job_description, job.company_name)
    return JobRequirements(org_id=job.org_id, job_id=job.job_id, requirements=found, updated_at=job.updated_at)


def read_requirements(job_id: str, *, by: Caller, jobs: "Jobs", stored: "StoredRequirements") -> JobRequirements:
    """The requirements of a job. Raises NotFoundError."""
    return requirements_of(jobs.get(by.org_id, job_id), stored)


def replace_requirements(
    job_id: str,
    wanted: Iterable[Requirement],
    *,
    by: Caller,
    jobs: "Jobs",
    stored: "StoredRequirements",
    expected_version: int | None,
    now: datetime,
) -> JobRequirements:
    """Replace a job's requirements. A requirement that the job's text mentions gets its quote.

    Raises NotFoundError; ValidationError for a repeated requirement; StaleVersionError; BusyError.
    """
    job = jobs.get(by.org_id, job_id)
    proposal = proposed(job)
    quotes = {one.requirement.casefold(): one.job_quote for one in proposal.requirements}
    edited: dict[str, Requirement] = {}
    for one in wanted:
        name = one.requirement.casefold()
        if name in edited:
            sentence = f"{one.requirement} is there twice. Name each requirement once."
            raise ValidationError.about("requirements", sentence)
        edited[name] = one.changed(job_quote=quotes.get(name))
    return edit(
        lambda: requirements_of(job, stored),
        lambda before: before.changed(requirements=tuple(edited.values()), updated_by=by.actor),
        stored.replace,
        expected_version=expected_version,
        now=now,
    )
