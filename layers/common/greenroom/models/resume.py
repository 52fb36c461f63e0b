"""A candidate's résumé: where its upload and its reading stand."""

from enum import StrEnum

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


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
