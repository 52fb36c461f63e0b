"""Requests and answers about résumés."""

from typing import Annotated, Self

from greenroom.api.fields import Line
from greenroom.api.subjects.base import AnswerModel, RequestModel, UploadForm, example
from greenroom.clock import UtcTime
from greenroom.models.resume import Resume, ResumeStatus, ResumeType
from greenroom.usecases.resumes import Expected


class ExpectResume(RequestModel):
    """A résumé that is about to be uploaded."""

    filename: Annotated[Line, example("asha-raman.pdf")] = "resume.pdf"
    """The file's name: it is shown, and never used as a path."""
    content_type: ResumeType | None = None
    """The file's type; by the filename if left out. The file's bytes, and not this type, decide how it is read."""


class ExpectedResumeAnswer(AnswerModel):
    """A résumé that can now be uploaded."""

    upload: UploadForm
    resume_id: Annotated[str, example("res_01jd8m8d3x2w1v0t9s8r7q6p5n")]
    status: ResumeStatus

    @classmethod
    def of(cls, expected: Expected) -> Self:
        """The answer to announcing a résumé."""
        upload = UploadForm(url=expected.form.url, fields=expected.form.fields)
        return cls(upload=upload, resume_id=expected.resume.resume_id, status=expected.resume.status)


class ResumeAnswer(AnswerModel):
    """A résumé, and the text that was read from it."""

    resume_id: Annotated[str, example("res_01jd8m8d3x2w1v0t9s8r7q6p5n")]
    filename: Annotated[str, example("asha-raman.pdf")]
    status: ResumeStatus
    reason: str | None
    """Why it is UNREADABLE, or what was left out of a PARSED one."""
    note: str | None
    """Sentences for recruiter and candidate about what to check in a PARSED résumé, and which text is missing."""
    hidden_text: bool
    """Whether the file has invisible text, which is not in parsed_text."""
    pages: int | None
    """Null for files without pages: DOCX, ODT and plain text."""
    parsed_text: Annotated[str, example("Asha Raman\nBackend engineer, nine years …")] | None
    created_at: UtcTime
    parsed_at: UtcTime | None

    @classmethod
    def of(cls, resume: Resume) -> Self:
        """The answer about a résumé."""
        return cls.about(resume)
