"""Jobs: what is asked and what is answered."""

from typing import Self

from pydantic import BaseModel, Field

from greenroom.api.fields import Line, RequestModel, Text
from greenroom.clock import UtcTime
from greenroom.models.job import CodingLanguage, Job


class CreateJob(RequestModel):
    """A job, whole: for POST and PUT."""

    job_title: Line
    company_name: Line
    job_description: Text
    domain: Line | None = None
    """The field it is in, by name: Backend, Finance, …"""
    coding_language: CodingLanguage = CodingLanguage.PYTHON
    tech_stack_details: Text | None = None
    """Kept and returned, never used for questions."""


class ChangeJob(RequestModel):
    """Some fields of a job: what is left out stays."""

    job_title: Line = Field(default_factory=str)
    company_name: Line = Field(default_factory=str)
    job_description: Text = Field(default_factory=str)
    domain: Line | None = None
    coding_language: CodingLanguage = Field(default_factory=lambda: CodingLanguage.PYTHON)
    tech_stack_details: Text | None = None


class JobAnswer(BaseModel):
    """A job."""

    job_id: str
    job_title: str
    company_name: str
    job_description: str
    domain: str | None
    coding_language: CodingLanguage
    tech_stack_details: str | None
    created_at: UtcTime
    updated_at: UtcTime
    version: int

    @classmethod
    def of(cls, job: Job) -> Self:
        """The answer about a job."""
        return cls(**job.model_dump(exclude={"org_id"}))
