"""Requests about jobs."""

from pydantic import Field

from greenroom.api.fields import Line, RequestModel, Text
from greenroom.models.job import CodingLanguage


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
