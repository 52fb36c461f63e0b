"""Routes for profiles: facts from a candidate's résumé, and a recruiter's corrections."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.profiles import ChangeProfile, ProfileAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.profiles import change_profile, read_profile

TAG = "Resumes"
PATH = "/api/v1/candidates/<candidate_id>/profile"


@api.get(PATH, summary="Read the profile of a candidate", tag=TAG, role=Role.VIEWER, errors=("NOT_FOUND",))
def get_profile(candidate_id: str) -> ProfileAnswer:
    """The facts in the newest résumé, each with its place in the text."""
    shown = read_profile(candidate_id, by=api.caller, candidates=app.candidates, resumes=app.resumes, now=app.now())
    return ProfileAnswer.of(shown)


@api.patch(
    PATH,
    summary="Change the profile of a candidate",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "STALE_VERSION", "BUSY"),
)
def patch_profile(candidate_id: str, request: ChangeProfile) -> ProfileAnswer:
    """Correct facts of the newest résumé. A newer résumé replaces the corrections."""
    changed = change_profile(
        candidate_id,
        request.sent(),
        by=api.caller,
        candidates=app.candidates,
        resumes=app.resumes,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return ProfileAnswer.of(changed)
