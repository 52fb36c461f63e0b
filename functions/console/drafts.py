"""Drafts: candidates to be, read from résumés that were dropped on the table of candidates.

Each becomes a candidate when a recruiter confirms name and address.
"""

from datetime import timedelta
from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.candidates import PATH as CANDIDATES
from functions.console.candidates import jobs_of
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from functions.console.resumes import sent_file, upload_page, wants_json
from greenroom.api.forms import read_form
from greenroom.api.subjects.candidates import CreateCandidate
from greenroom.errors import ValidationError
from greenroom.identifiers import new_id
from greenroom.models.draft import Draft
from greenroom.models.organisation import Role
from greenroom.models.resume import ResumeStatus
from greenroom.usecases.drafts import Confirmed, confirm_draft, discard_draft, expect_draft
from greenroom.wording import isolated

PATH = f"{CANDIDATES}/drafts"
SHOWN = 50
READ_BY_THEN = timedelta(minutes=2)
"""Reading takes seconds. A file that did not arrive within this time was not uploaded."""
FIELDS = ("full_name", "email", "phone", "job_id")


class DraftRow(NamedTuple):
    """A draft as the page shows it: its fields and their errors."""

    draft: Draft
    typed: dict[str, str]
    problems: dict[str, str]


@page(PATH, role=Role.RECRUITER)
def drafts(request: ConsoleRequest) -> Response[str]:
    """The drafts that wait for confirmation, newest first: one query for any number of them."""
    return _page(request)


@page(PATH, "POST", role=Role.RECRUITER)
def new_draft(request: ConsoleRequest) -> Response[str]:
    """A form for the résumé of a person who is not a candidate yet."""
    name, kind = sent_file(request)
    form = expect_draft(
        request.id_of_new("draft_id", "draft"),
        name,
        kind,
        by=request.caller,
        drafts=app.drafts,
        files=app.files,
        then=None if wants_json() else f"{app.parameters.portal_url()}{PATH}",
        now=request.now,
    )
    return upload_page(request, form, PATH)


@page(f"{PATH}/<draft_id>", "POST", role=Role.RECRUITER)
def confirm(request: ConsoleRequest, draft_id: str) -> Response[str]:
    """Make a candidate of a draft with the form's fields."""
    draft = app.drafts.find(request.caller.org_id, draft_id, request.now)
    if draft is None:
        return done(request, PATH, Message("This draft was confirmed or discarded before.", kind="warn"))
    typed = {name: request.sent(name) for name in FIELDS}
    try:
        confirmed = _confirm(request, draft, typed)
    except ValidationError as error:
        return _page(request, DraftRow(draft, typed, problems_of(error)))
    return done(request, PATH, Message(_words(confirmed)))


@page(f"{PATH}/all", "POST", role=Role.RECRUITER)
def confirm_all(request: ConsoleRequest) -> Response[str]:
    """Make a candidate of each draft whose name and address could be read. The others stay drafts."""
    made, known = 0, 0
    for draft in app.drafts.newest(request.caller.org_id, SHOWN, request.now):
        if draft.status is not ResumeStatus.PARSED or not draft.full_name or not draft.email:
            continue
        try:
            confirmed = _confirm(request, draft, _read(draft) | {"job_id": request.sent("job_id")})
        except ValidationError:
            continue  # The draft stays in the list, and its own form names the wrong field.
        made, known = made + confirmed.is_new, known + (not confirmed.is_new)
    already = f" {known} {'was' if known == 1 else 'were'} there already and got the résumé." if known else ""
    return done(request, PATH, Message(f"{made} {'candidate is' if made == 1 else 'candidates are'} made.{already}"))


@page(f"{PATH}/<draft_id>/discard", "POST", role=Role.RECRUITER)
def discard(request: ConsoleRequest, draft_id: str) -> Response[str]:
    """Delete a draft and its file."""
    draft = app.drafts.find(request.caller.org_id, draft_id, request.now)
    if draft is not None:
        discard_draft(draft, drafts=app.drafts, files=app.files)
    return done(request, PATH, Message("The draft and its file are gone."))


def _page(request: ConsoleRequest, refused: DraftRow | None = None) -> Response[str]:
    found = app.drafts.newest(request.caller.org_id, SHOWN, request.now)
    rows = [
        refused if refused and refused.draft.draft_id == draft.draft_id else DraftRow(draft, _read(draft), {})
        for draft in found
    ]
    return show(
        request,
        "drafts.html",
        status=400 if refused else 200,
        rows=rows,
        draft_id=new_id("draft"),
        is_being_read=any(
            draft.status is ResumeStatus.AWAITING_UPLOAD and request.now - draft.created_at < READ_BY_THEN
            for draft in found
        ),
        complete=sum(bool(draft.full_name and draft.email) for draft in found),
        jobs=[("", "No job yet"), *((job.job_id, job.job_title) for job in jobs_of(request))],
    )


def _read(draft: Draft) -> dict[str, str]:
    return {"full_name": draft.full_name or "", "email": draft.email or "", "phone": draft.phone or "", "job_id": ""}


def _confirm(request: ConsoleRequest, draft: Draft, typed: dict[str, str]) -> Confirmed:
    return confirm_draft(
        draft,
        read_form(CreateCandidate, without_blanks(typed)).model_dump(),
        by=request.caller,
        candidates=app.candidates,
        jobs=app.jobs,
        drafts=app.drafts,
        resumes=app.resumes,
        files=app.files,
        now=request.now,
    )


def _words(confirmed: Confirmed) -> str:
    name = confirmed.candidate.full_name
    if confirmed.is_new:
        return f"{isolated(name)} is a candidate now. The résumé is on their page in a moment."
    return f"{isolated(name)} has this address and was there already. The résumé is theirs now."
