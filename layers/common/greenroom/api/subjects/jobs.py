"""Requests and answers about jobs."""

from typing import Annotated, Self

from pydantic import Field

from greenroom.api.fields import JobId, Line, Text
from greenroom.api.subjects.base import ChangeModel, OwnIdFields, RequestModel, StoredAnswer, example, whole_example
from greenroom.api.subjects.contacts import ContactFields
from greenroom.models.job import CodingLanguage, Job


class JobFields(OwnIdFields):
    """The fields of a job."""

    job_title: Annotated[Line, example("Backend Engineer")]
    company_name: Annotated[Line, example("Acme")]
    job_description: Annotated[Text, example("Build the services behind our booking platform.")]
    domain: Annotated[Line, example("Backend")] | None = None
    """The field it is in, by name: Backend, Finance, …"""
    coding_language: CodingLanguage | None = None
    """If left out, PYTHON; none for a job that is not about software."""
    contact: ContactFields | None = None
    """The contact for its candidates; the organisation's `reply_to` if left out."""
    decision_days: Annotated[int, Field(ge=1, le=365), example(14)] | None = None
    """Days after an interview until its candidate hears the decision, which the candidate is told; the organisation's
    `decision_days` if left out."""
    tech_stack_details: Annotated[Text, example("Django, PostgreSQL")] | None = None
    """Stored and returned, and never used for questions."""


class CreateJob(JobFields, RequestModel):
    """A whole job, for POST and PUT."""


class ChangeJob(JobFields, ChangeModel):
    """Some fields of a job. Fields that are left out stay as they are."""

    model_config = whole_example(domain="Data")


class JobAnswer(StoredAnswer, JobFields):
    """A job."""

    job_id: JobId

    @classmethod
    def of(cls, job: Job) -> Self:
        """The answer about a job."""
        return cls.about(job, contact=ContactFields.of(job.contact))
