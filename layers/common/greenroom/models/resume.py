"""A candidate's résumé: where its upload and its reading stand."""

from enum import StrEnum
from typing import Literal

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity

MAX_RESUME_BYTES = 5_000_000
PDF: Literal["application/pdf"] = "application/pdf"


class ResumeStatus(StrEnum):
    AWAITING_UPLOAD = "AWAITING_UPLOAD"
    PARSED = "PARSED"
    UNREADABLE = "UNREADABLE"


class Resume(Entity):
    org_id: str
    candidate_id: str
    resume_id: str
    filename: str
    """As the recruiter's system named it: shown, never used as a path."""
    content_type: str
    status: ResumeStatus = ResumeStatus.AWAITING_UPLOAD
    reason: str | None = None
    """Why it is UNREADABLE, or what was left out of a PARSED one; a sentence for the recruiter."""
    pages: int | None = None
    """Pages of the file, also those beyond the ones that were read."""
    parsed_text: str | None = None
    created_at: UtcTime
    parsed_at: UtcTime | None = None

    @property
    def file_key(self) -> str:
        """Where the file is: made of ids alone, never of what somebody called it."""
        return f"resumes/{self.org_id}/{self.candidate_id}/{self.resume_id}.pdf"


def resume_named_by(file_key: str) -> tuple[str, str, str] | None:
    """Organisation, candidate and résumé of an uploaded file's key; None for a key that names none."""
    parts = file_key.removesuffix(".pdf").split("/")
    if len(parts) != 4 or parts[0] != "resumes" or not all(parts) or not file_key.endswith(".pdf"):
        return None
    return parts[1], parts[2], parts[3]
