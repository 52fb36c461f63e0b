"""Résumés: the form to upload a file, reading the uploaded file, and the result."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.resume import MAX_RESUME_BYTES, Resume, ResumeStatus, ResumeType, resume_named_by, type_named_by

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.files import Files, UploadForm
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.scored_matches import ScoredMatches
    from greenroom.resumes.reading import ReadResume

UPLOADED_WITHIN = timedelta(minutes=15)
"""The time that an upload form is valid."""


class Expected(NamedTuple):
    """A résumé that is awaited, and the form to upload its file."""

    resume: Resume
    form: "UploadForm"


def expect_resume(
    candidate_id: str,
    resume_id: str,
    filename: str,
    content_type: ResumeType | None,
    *,
    by: Caller,
    candidates: "Candidates",
    resumes: "Resumes",
    files: "Files",
    then: str | None = None,
    now: datetime,
) -> Expected:
    """Store an awaited résumé and return the form to upload its file. Without a type, the file's name decides it.

    `then` is the address to which a browser without a script goes after the upload. Raises NotFoundError.
    """
    candidate = candidates.get(by.org_id, candidate_id)
    resume = resumes.create(
        Resume(
            org_id=by.org_id,
            candidate_id=candidate.candidate_id,
            resume_id=resume_id,
            filename=name_alone(filename),
            content_type=content_type or type_named_by(filename),
            created_at=now,
        )
    )
    return Expected(resume, files.upload_form(resume.file_key, resume.content_type, then=then))


def latest_resume(candidate_id: str, *, by: Caller, candidates: "Candidates", resumes: "Resumes") -> Resume:
    """A candidate's newest résumé in any state. Raises NotFoundError."""
    resume = resumes.latest(by.org_id, candidate_id)
    if resume is None:
        candidates.get(by.org_id, candidate_id)
        raise NotFoundError("Résumé")
    return resume


def is_awaited(resume: Resume | None, now: datetime) -> bool:
    """Whether a résumé may still be uploaded, because its form is still valid."""
    return (
        resume is not None
        and resume.status is ResumeStatus.AWAITING_UPLOAD
        and now - resume.created_at < UPLOADED_WITHIN
    )


def shown_resume(org_id: str, candidate_id: str, *, resumes: "Resumes", now: datetime) -> Resume | None:
    """The newest résumé to show. One whose upload was never finished is passed over."""
    newest = resumes.latest(org_id, candidate_id)
    if newest is None or newest.status is not ResumeStatus.AWAITING_UPLOAD or is_awaited(newest, now):
        return newest
    return resumes.latest_read(org_id, candidate_id)


def read_uploaded(
    file_key: str,
    *,
    resumes: "Resumes",
    files: "Files",
    scored: "ScoredMatches",
    read: "Callable[[bytes], ReadResume]",
    now: datetime,
) -> "ReadResume | None":
    """Read an uploaded file and store the result; repeating it stores the same.

    Scores that were made from an older résumé are stale then.

    A file whose candidate was erased meanwhile is removed. Returns None if no file was read.
    """
    ids = resume_named_by(file_key)
    content = files.read(file_key, MAX_RESUME_BYTES) if ids else None
    if ids is None or content is None:
        return None
    reading = read(content)
    is_expected = resumes.note_reading(
        ids,
        status=reading.status,
        reason=reading.reason,
        pages=reading.pages,
        text=reading.text,
        note=reading.note,
        hidden_text=reading.hides_text,
        now=now,
    )
    if not is_expected:
        files.remove(file_key)
        return None
    if reading.status is ResumeStatus.PARSED:
        scored.outdate(*ids)
    return reading


def name_alone(filename: str) -> str:
    """A file's name without the folders that some browsers send with it."""
    return filename.replace("\\", "/").rstrip("/").rpartition("/")[2] or "resume.pdf"
