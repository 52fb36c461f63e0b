"""Routes for résumés: a form to upload a file, and the text that was read from it."""

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
    """The file is PDF, DOCX, ODT or plain text of at most 5 MB. GET has its text some seconds after the upload."""
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
    """The status is AWAITING_UPLOAD until the file was uploaded and read."""
    resume = latest_resume(candidate_id, by=api.caller, candidates=app.candidates, resumes=app.resumes)
    return ResumeAnswer.of(resume)
