"""A candidate to be: a résumé that somebody dropped, and who it seems to be of, until somebody confirms it."""

from datetime import timedelta

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity
from greenroom.models.resume import SUFFIXES, ResumeStatus, ResumeType

DRAFTS_ARE_KEPT = timedelta(days=30)


class Draft(Entity):
    org_id: str
    draft_id: str
    filename: str
    """As it was called: shown, never used as a path."""
    content_type: ResumeType
    status: ResumeStatus = ResumeStatus.AWAITING_UPLOAD
    reason: str | None = None
    """Why it is UNREADABLE; a sentence for the recruiter."""
    full_name: str | None = None
    email: str | None = None
    phone: str | None = None
    created_by: str
    created_at: UtcTime

    @property
    def file_key(self) -> str:
        """Where the file is: made of ids alone."""
        return f"drafts/{self.org_id}/{self.draft_id}{SUFFIXES[self.content_type]}"

    @property
    def candidate_id(self) -> str:
        """The candidate that it becomes, however often that is asked for."""
        return f"cand_{self.draft_id.rpartition('_')[2]}"

    @property
    def resume_id(self) -> str:
        """The candidate's résumé."""
        return f"res_{self.draft_id.rpartition('_')[2]}"


def draft_named_by(file_key: str) -> tuple[str, str] | None:
    """Organisation and draft of an uploaded file's key; None for a key that names none."""
    folder, _, rest = file_key.partition("/")
    parts = rest.split("/")
    suffix = next((suffix for suffix in SUFFIXES.values() if rest.endswith(suffix)), None)
    if folder != "drafts" or len(parts) != 2 or suffix is None or not all(parts):
        return None
    return parts[0], parts[1].removesuffix(suffix)
