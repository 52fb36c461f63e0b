"""Résumés: the form that uploads a candidate's file directly to the bucket, and the link to the newest file."""

import json

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, page, resolver, see, show
from functions.console.candidates import PATH
from functions.console.pages import RESUME_KINDS
from greenroom.adapters.files import UploadForm
from greenroom.api.answers import PAGE_HEADERS
from greenroom.errors import NotFoundError
from greenroom.models.organisation import Role
from greenroom.models.resume import SUFFIXES, ResumeStatus, ResumeType
from greenroom.usecases.resumes import expect_resume, latest_resume


@page(f"{PATH}/<candidate_id>/resume", "POST", role=Role.RECRUITER)
def upload_resume(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """The form to upload one file. The newest file that was read is the candidate's résumé; older ones are kept until
    the candidate is erased."""
    name, kind = sent_file(request)
    back = f"{PATH}/{candidate_id}"
    expected = expect_resume(
        candidate_id,
        request.id_of_new("resume_id", "res"),
        name,
        kind,
        by=request.caller,
        candidates=app.candidates,
        resumes=app.resumes,
        files=app.files,
        then=None if wants_json() else f"{app.parameters.portal_url()}{back}",
        now=request.now,
    )
    return upload_page(request, expected.form, back)


@page(f"{PATH}/<candidate_id>/resume/file")
def resume_file(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Redirect to the newest file by a link that expires in minutes."""
    found = latest_resume(candidate_id, by=request.caller, candidates=app.candidates, resumes=app.resumes)
    if found.status is ResumeStatus.AWAITING_UPLOAD:
        raise NotFoundError("File")
    return see(app.files.link(found.file_key, filename=found.filename))


def sent_file(request: ConsoleRequest) -> tuple[str, ResumeType | None]:
    """The name of the file that will be uploaded, and its type if the form without a script has one."""
    _, kind = RESUME_KINDS.get(request.sent("kind"), ("", None))
    return request.sent("filename")[:200] or f"resume{SUFFIXES[kind or ResumeType.PDF]}", kind


def wants_json() -> bool:
    """Whether a script sent the request."""
    return "application/json" in resolver.current_event.headers.get("Accept", "")


def upload_page(request: ConsoleRequest, form: UploadForm, back: str) -> Response[str]:
    """The form to post the file with, as JSON for a script and else as a page."""
    if wants_json():
        body = json.dumps({"url": form.url, "fields": form.fields})
        return Response(status_code=200, content_type="application/json", body=body, headers={**PAGE_HEADERS})
    accept = SUFFIXES[ResumeType(form.fields["Content-Type"])]
    return show(request, "resume_upload.html", form=form, accept=accept, back=back)
