"""A candidate's profile: the newest résumé's facts, and a recruiter's corrections."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from greenroom.models.caller import Caller
from greenroom.models.profile import Profile, ProfileEdits
from greenroom.models.resume import Resume
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.resumes import latest_resume, shown_resume
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.resumes import Resumes


class ShownProfile(NamedTuple):
    """A profile with its résumé."""

    resume: Resume
    profile: Profile
    edited: list[str]
    """The fields that a recruiter entered."""


def read_profile(
    candidate_id: str, *, by: Caller, candidates: "Candidates", resumes: "Resumes", now: datetime
) -> ShownProfile:
    """The profile of a candidate. Raises NotFoundError, also if there is no résumé yet."""
    return shown_profile(_resume_of(candidate_id, by=by, candidates=candidates, resumes=resumes, now=now))


def change_profile(
    candidate_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    candidates: "Candidates",
    resumes: "Resumes",
    expected_version: int | None,
    now: datetime,
) -> ShownProfile:
    """Correct fields of the newest résumé's profile; None removes a correction.

    Raises NotFoundError, also where there is no résumé yet; StaleVersionError; BusyError.
    """

    def attempt() -> Resume:
        resume = _resume_of(candidate_id, by=by, candidates=candidates, resumes=resumes, now=now)
        version = resume.profile_version or 0
        refuse_stale_version(version, expected_version)
        edits = ProfileEdits.model_validate({**resume.profile_edits.model_dump(), **fields})
        if edits == resume.profile_edits:
            return resume
        return resumes.replace_profile(resume.changed(profile_edits=edits, profile_version=version + 1), version)

    return shown_profile(repeated(attempt))


def _resume_of(candidate_id: str, *, by: Caller, candidates: "Candidates", resumes: "Resumes", now: datetime) -> Resume:
    """The résumé that is shown to people. Raises NotFoundError."""
    found = shown_resume(by.org_id, candidate_id, resumes=resumes, now=now)
    return found or latest_resume(candidate_id, by=by, candidates=candidates, resumes=resumes)


def shown_profile(resume: Resume) -> ShownProfile:
    """A résumé's profile with the recruiter's corrections."""
    # The list of skills is loaded only where a profile is asked for.
    from greenroom.profiles.editing import edited_fields, with_edits  # noqa: PLC0415
    from greenroom.profiles.profile import profile_of  # noqa: PLC0415

    text = resume.parsed_text or ""
    # `present` means the time of reading, so that a résumé's profile does not change from day to day.
    said = profile_of(text, (resume.parsed_at or resume.created_at).date())
    return ShownProfile(resume, with_edits(said, resume.profile_edits, text), edited_fields(resume.profile_edits))
