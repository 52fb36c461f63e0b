"""Resumes: what is asked and what is answered."""

from typing import Literal, Self

from pydantic import BaseModel

from greenroom.api.fields import Line, RequestModel
from greenroom.clock import UtcTime
from greenroom.models.resume import PDF, Resume, ResumeStatus
from greenroom.usecases.resumes import Expected


class ExpectResume(RequestModel):
    """A résumé that is about to be uploaded."""

    filename: Line = "resume.pdf"
    """What to call it; shown, never used as a path."""
    content_type: Literal["application/pdf"] = PDF


class Upload(BaseModel):
    """A form: post these fields and then the file to the address, within 15 minutes."""

    url: str
    fields: dict[str, str]


class ExpectedResumeAnswer(BaseModel):
    """A résumé that is waited for."""

    upload: Upload
    resume_id: str
    status: ResumeStatus

    @classmethod
    def of(cls, expected: Expected) -> Self:
        """The answer to announcing a résumé."""
        upload = Upload(url=expected.form.url, fields=expected.form.fields)
        return cls(upload=upload, resume_id=expected.resume.resume_id, status=expected.resume.status)


class ResumeAnswer(BaseModel):
    """A résumé and what was read in it."""

    resume_id: str
    filename: str
    status: ResumeStatus
    reason: str | None
    """Why it is UNREADABLE, or what was left out of a PARSED one."""
    pages: int | None
    parsed_text: str | None
    created_at: UtcTime
    parsed_at: UtcTime | None

    @classmethod
    def of(cls, resume: Resume) -> Self:
        """The answer about a résumé."""
        return cls(**resume.model_dump(exclude={"org_id", "candidate_id", "content_type"}))
