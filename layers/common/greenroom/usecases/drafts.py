"""Drafts of candidates: a résumé is uploaded, name and address are read from it, and a recruiter confirms or discards
it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.draft import Draft, draft_named_by
from greenroom.models.resume import MAX_RESUME_BYTES, Resume, ResumeType, type_named_by
from greenroom.usecases.candidates import create_candidate
from greenroom.usecases.resumes import name_alone

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.drafts import Drafts
    from greenroom.adapters.files import Files, UploadForm
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.resumes import Resumes
    from greenroom.resumes.reading import ReadResume


class Confirmed(NamedTuple):
    """The candidate that was made from a draft, or the existing one with its address, who got the résumé."""

    candidate: Candidate
    is_new: bool


def expect_draft(
    draft_id: str,
    filename: str,
    content_type: ResumeType | None,
    *,
    by: Caller,
    drafts: "Drafts",
    files: "Files",
    then: str | None,
    now: datetime,
) -> "UploadForm":
    """Create a draft and the form to upload its résumé; `then` is the address of the page after the upload."""
    draft = Draft(
        org_id=by.org_id,
        draft_id=draft_id,
        filename=name_alone(filename),
        content_type=content_type or type_named_by(filename),
        created_by=by.actor,
        created_at=now,
    )
    drafts.create(draft)
    return files.upload_form(draft.file_key, draft.content_type, then=then)


def read_uploaded_draft(
    file_key: str, *, drafts: "Drafts", files: "Files", read: "Callable[[bytes], ReadResume]"
) -> "ReadResume | None":
    """Read an uploaded résumé and store the name, address and number found in it. A repetition stores the same.

    A file without a draft is removed. Returns None if no file was read.
    """
    # Imported here, because these rules are slow to load and only needed to read a draft.
    from greenroom.profiles.contact import emails_in, name_in, phones_in  # noqa: PLC0415

    ids = draft_named_by(file_key)
    content = files.read(file_key, MAX_RESUME_BYTES) if ids else None
    if ids is None or content is None:
        return None
    reading = read(content)
    text = reading.text or ""
    name = name_in(text)
    is_expected = drafts.note_reading(
        ids,
        status=reading.status,
        reason=reading.reason,
        full_name=name.value if name else None,
        email=next((one.value for one in emails_in(text)), None),
        phone=next((one.value for one in phones_in(text)), None),
    )
    if not is_expected:
        files.remove(file_key)
        return None
    return reading


def confirm_draft(
    draft: Draft,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    candidates: "Candidates",
    jobs: "Jobs",
    drafts: "Drafts",
    resumes: "Resumes",
    files: "Files",
    now: datetime,
) -> Confirmed:
    """Make the candidate with the résumé. If a candidate with this address exists, that candidate gets the résumé.

    A repetition finishes a call that broke off, because the draft is deleted last. Raises NotFoundError for an
    unknown job.
    """
    known = candidates.with_address(by.org_id, candidates.address_key(fields["email"]))
    if known is not None and known != draft.candidate_id:
        candidate, is_new = candidates.get(by.org_id, known), False
    else:
        made = create_candidate(draft.candidate_id, fields, by=by, candidates=candidates, jobs=jobs, now=now)
        candidate, is_new = made, True
    resume = resumes.create(
        Resume(
            org_id=by.org_id,
            candidate_id=candidate.candidate_id,
            resume_id=draft.resume_id,
            filename=draft.filename,
            content_type=draft.content_type,
            created_at=now,
        )
    )
    # The copy is read like an upload. A draft whose file was never uploaded has no copy.
    files.copy(draft.file_key, resume.file_key)
    discard_draft(draft, drafts=drafts, files=files)
    return Confirmed(candidate, is_new)


def discard_draft(draft: Draft, *, drafts: "Drafts", files: "Files") -> None:
    """Delete a draft and its file."""
    files.remove(draft.file_key)
    drafts.remove(draft)
