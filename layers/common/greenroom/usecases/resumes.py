"""Résumés: a form to upload one, what became of it, and reading it when it has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.resume import MAX_RESUME_BYTES, Resume, ResumeStatus, ResumeType, resume_named_by, type_named_by

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.files import Files, UploadForm
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.scored_matches import ScoredMatches
    from greenroom.resumes.reading import ReadResume


@dataclass(frozen=True)
class Expected:
    """A résumé that is waited for, and the form to upload it by."""

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
    now: datetime,
) -> Expected:
    """Wait for a résumé and give the form to upload it by. Without a type its name tells it. Raises NotFoundError."""
    candidate = candidates.get(by.org_id, candidate_id)
    resume = resumes.create(
        Resume(
            org_id=by.org_id,
            candidate_id=candidate.candidate_id,
            resume_id=resume_id,
            filename=_name_alone(filename),
            content_type=content_type or type_named_by(filename),
            created_at=now,
        )
    )
    return Expected(resume, files.upload_form(resume.file_key, resume.content_type))


def latest_resume(candidate_id: str, *, by: Caller, candidates: "Candidates", resumes: "Resumes") -> Resume:
    """A candidate's newest résumé, whatever became of it. Raises NotFoundError."""
    resume = resumes.latest(by.org_id, candidate_id)
    if resume is None:
        candidates.get(by.org_id, candidate_id)
        raise NotFoundError("Résumé")
    return resume


def read_uploaded(
    file_key: str,
    *,
    resumes: "Resumes",
    files: "Files",
    scored: "ScoredMatches",
    read: "Callable[[bytes], ReadResume]",
    now: datetime,
) -> "ReadResume | None":
    """Read an uploaded file and note what came of it; again, and the same is noted again.

    Scores that were made from an older résumé are stale then.

    A file that nobody waits for (its candidate was erased meanwhile) is removed. None where there was nothing to read.
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


def _name_alone(filename: str) -> str:
    return filename.replace("\\", "/").rstrip("/").rpartition("/")[2] or "resume.pdf"
