"""A draft of a candidate: an uploaded résumé with the name and address found in it, until a recruiter confirms it."""

from datetime import datetime, timedelta

from greenroom.models.resume import SUFFIXES, UploadedResume, ids_in_file_key

DRAFTS_ARE_KEPT = timedelta(days=30)


class Draft(UploadedResume):
    draft_id: str
    full_name: str | None = None
    email: str | None = None
    phone: str | None = None
    created_by: str

    def is_kept(self, now: datetime) -> bool:
        """Whether it is still there for recruiters. DynamoDB removes an expired one up to some days later."""
        return now < self.created_at + DRAFTS_ARE_KEPT

    @property
    def file_key(self) -> str:
        """The key of the file, which has only ids."""
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
    match ids_in_file_key("drafts", file_key):
        case [org_id, draft_id]:
            return org_id, draft_id
    return None
