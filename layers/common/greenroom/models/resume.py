"""A candidate's résumé: where its upload and its reading stand."""

from enum import StrEnum

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity
from greenroom.models.profile import ProfileEdits

MAX_RESUME_BYTES = 5_000_000


class ResumeType(StrEnum):
    """The content types of an upload. The bytes decide the true kind of file."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    TEXT = "text/plain"


SUFFIXES = {ResumeType.PDF: ".pdf", ResumeType.DOCX: ".docx", ResumeType.ODT: ".odt", ResumeType.TEXT: ".txt"}


def type_named_by(filename: str) -> ResumeType:
    """The type that a file's name speaks of; a PDF where it speaks of none."""
    return next((kind for kind, suffix in SUFFIXES.items() if filename.lower().endswith(suffix)), ResumeType.PDF)


class ResumeStatus(StrEnum):
    AWAITING_UPLOAD = "AWAITING_UPLOAD"
    PARSED = "PARSED"
    UNREADABLE = "UNREADABLE"


class UploadedResume(Entity):
    """An uploaded résumé that is read: a candidate's, or a draft's."""

    org_id: str
    filename: str
    """The uploader's name of the file: it is shown, and never used as a path."""
    content_type: ResumeType
    status: ResumeStatus = ResumeStatus.AWAITING_UPLOAD
    reason: str | None = None
    """Why it is UNREADABLE, or what was left out of a PARSED one; a sentence for the recruiter."""
    created_at: UtcTime


class Resume(UploadedResume):
    candidate_id: str
    resume_id: str
    pages: int | None = None
    """Pages of the file, also those beyond the ones that were read."""
    parsed_text: str | None = None
    """The visible text of the file, without invisible text."""
    note: str | None = None
    """Sentences for recruiter and candidate about what to check in a PARSED résumé, and which text is missing."""
    hidden_text: bool = False
    """Whether the file holds text that nobody sees."""
    profile_edits: ProfileEdits = Field(default_factory=ProfileEdits)
    """The values that a recruiter entered in place of this résumé's. They do not apply to another résumé."""
    profile_version: int | None = None
    """None until it is edited."""
    parsed_at: UtcTime | None = None

    @property
    def file_key(self) -> str:
        """The file's key, made of ids alone and never of its name."""
        return f"resumes/{self.org_id}/{self.candidate_id}/{self.resume_id}{SUFFIXES[self.content_type]}"


def resume_named_by(file_key: str) -> tuple[str, str, str] | None:
    """Organisation, candidate and résumé of an uploaded file's key; None for a key that names none."""
    match ids_in_file_key("resumes", file_key):
        case [org_id, candidate_id, resume_id]:
            return org_id, candidate_id, resume_id
    return None


def ids_in_file_key(folder: str, file_key: str) -> list[str]:
    """The ids that an uploaded file's key is made of, within a folder; none for a key of another make."""
    suffix = next((suffix for suffix in SUFFIXES.values() if file_key.endswith(suffix)), None)
    first, *ids = file_key.removesuffix(suffix or "").split("/")
    return ids if suffix and first == folder and all(ids) else []
