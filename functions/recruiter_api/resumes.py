"""Résumés: a form to upload one, and what was read in it."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.resumes import ExpectedResumeAnswer, ExpectResume, ResumeAnswer
from greenroom.models.organisation import Role
from greenroom.usecases.resumes import expect_resume, latest_resume

TAG = "Resumes"
PATH = "/api/v1/candidates/<candidate_id>/resume"


@api.post(
    PATH, summary="Get a form to upload a résumé by", tag=TAG, role=Role.RECRUITER, status=201, errors=("NOT_FOUND",)
)
def post_resume(candidate_id: str, request: ExpectResume) -> ExpectedResumeAnswer:
    """PDF, DOCX, ODT or plain text, at most 5 MB. What was read in it is at GET some seconds after the upload."""
    expected = expect_resume(
        candidate_id,
        api.new_id("res"),
        request.filename,
        request.content_type,
        by=api.caller,
        candidates=app.candidates,
        resumes=app.resumes,
        files=app.files,
        now=app.now(),
    )
    return ExpectedResumeAnswer.of(expected)


@api.get(PATH, summary="Read the newest résumé", tag=TAG, role=Role.VIEWER, errors=("NOT_FOUND",))
def get_resume(candidate_id: str) -> ResumeAnswer:
    """AWAITING_UPLOAD until the file has come and was read."""
    resume = latest_resume(candidate_id, by=api.caller, candidates=app.candidates, resumes=app.resumes)
    return ResumeAnswer.of(resume)
