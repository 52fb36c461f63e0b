"""A job that candidates are interviewed for."""

from enum import StrEnum

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.models.contact import Contact
from greenroom.models.own_ids import WithOwnIds


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


def keyword_analysis(language: CodingLanguage | None) -> str:
    """The form in which an interviewer is told the coding language."""
    return f"CODING_LANG={language or 'NONE'}"


class Job(WithOwnIds):
    org_id: str
    job_id: str
    job_title: str
    company_name: str
    job_description: str
    domain: str | None = None
    coding_language: CodingLanguage | None = None
    """None for a job that is not about software, unless a recruiter chose one."""
    coding_language_chosen: bool = False
    """Whether a recruiter chose it; otherwise it is the default."""
    tech_stack_details: str | None = Field(default=None, deprecated="kept and returned, never used for questions")
    contact: Contact | None = None
    """The contact for its candidates, unless the interview has another."""
    decision_days: int | None = None
    """Days after an interview until its candidate hears the decision; the organisation's rule where None."""
    created_at: UtcTime
    updated_at: UtcTime
    version: int = 1

    @property
    def is_language_chosen(self) -> bool:
        """Whether the coding language was chosen. In a job that was stored without this field, any language but Python
        was chosen, because the default was always Python."""
        return self.coding_language_chosen or self.coding_language not in {None, CodingLanguage.PYTHON}

    @property
    def interview_subject(self) -> tuple[str, str, str]:
        """Title, domain and description, which say what the job is about."""
        return self.job_title, self.domain or "", self.job_description

    @property
    def asked_about(self) -> tuple[str, ...]:
        """The fields from which questions are made. `made_from` of a plan is a digest of them."""
        return (*self.interview_subject, self.coding_language or "", "chosen" if self.is_language_chosen else "")

    def as_interview_text(self) -> str:
        """The text about an interview's subject: title, company, domain and description only."""
        lines = [f"Title: {self.job_title}", f"Company: {self.company_name}"]
        if self.domain:
            lines.append(f"Domain: {self.domain}")
        return "\n".join([*lines, f"Description: {self.job_description}"])
