"""Jobs as answered."""

from typing import Self

from pydantic import BaseModel

from greenroom.clock import UtcTime
from greenroom.models.job import CodingLanguage, Job


class JobBody(BaseModel):
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
