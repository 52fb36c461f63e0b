"""A job that candidates are interviewed for."""

from enum import StrEnum

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class CodingLanguage(StrEnum):
    PYTHON = "PYTHON"
    JAVASCRIPT = "JAVASCRIPT"
    JAVA = "JAVA"
    PHP = "PHP"
    RUBY = "RUBY"
    CSHARP = "CSHARP"
    SQL = "SQL"

    @property
    def spoken_name(self) -> str:
        """The language as people write it."""
        return {"JAVASCRIPT": "JavaScript", "PHP": "PHP", "CSHARP": "C#", "SQL": "SQL"}.get(self, self.capitalize())


class Job(Entity):
    org_id: str
    job_id: str
    job_title: str
    company_name: str
    job_description: str
    domain: str | None = None
    coding_language: CodingLanguage = CodingLanguage.PYTHON
    tech_stack_details: str | None = Field(default=None, deprecated="kept and returned, never used for questions")
    created_at: UtcTime
    updated_at: UtcTime
    version: int = 1

    def as_interview_text(self) -> str:
        """What an interview is about: title, company, domain and description, and nothing else."""
        lines = [f"Title: {self.job_title}", f"Company: {self.company_name}"]
        if self.domain:
            lines.append(f"Domain: {self.domain}")
        return "\n".join([*lines, f"Description: {self.job_description}"])
