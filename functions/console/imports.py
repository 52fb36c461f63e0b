"""Import of candidates from a CSV file, which is uploaded, shown line by line, and imported after a confirmation."""

from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.candidates import PATH as CANDIDATES
from functions.console.candidates import jobs_of
from functions.console.messages import Message
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.forms import read_form
from greenroom.api.subjects.candidates import CreateCandidate
from greenroom.errors import FieldProblem, GreenroomError, NotFoundError, ValidationError
from greenroom.identifiers import made_at, new_id
from greenroom.models.organisation import Role
from greenroom.rules.candidate_files import (
    MEANINGS,
    MOST_BYTES,
    CandidateFile,
    CandidateFileLine,
    fields_of,
    read_candidate_file,
)
from greenroom.usecases.import_candidates import CandidateLine, Imported, SortedLines, import_candidates, sort_lines

PATH = f"{CANDIDATES}/import"
TIME_TO_MAKE = timedelta(seconds=6)
"""The time for storing candidates. Looking up a thousand addresses takes some seconds before; the page's script waits
15."""
PROBLEMS_SHOWN = 200
NEW_SHOWN = 5
NAMES = {
    "full_name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail address",
    "phone": "Phone",
    "job": "Job",
    "work_experience": "Experience",
    "domain": "Domain",
    "status": "Status",
    "timezone": "Time zone",
    "external_id": "Your own id",
    "extra_time_percent": "Extra time in percent",
}
"""The name of each meaning that a column can have."""
NOT_THERE = "This file is not here. Files are kept for a day: upload it again, and nobody is made twice."


class LineProblem(NamedTuple):
    """A problem of a line of the file."""

    number: int
    words: str


@dataclass(frozen=True)
class Preview:
    """The contents of a file, and the result that importing it would have."""

    heads: tuple[str, ...]
    columns: dict[str, int]
    problems: list[LineProblem]
    lines: SortedLines


@page(PATH, role=Role.RECRUITER)
def choose_file(request: ConsoleRequest) -> Response[str]:
    """The form that uploads a file directly to the bucket. The browser returns to the file's page."""
    import_id = new_id("imp")
    form = app.files.upload_form(
        _key(request, import_id), "text/csv", MOST_BYTES, then=f"{app.parameters.portal_url()}{PATH}/{import_id}"
    )
    return show(request, "import.html", form=form, names=NAMES)


@page(f"{PATH}/<import_id>", role=Role.RECRUITER)
def look_at_file(request: ConsoleRequest, import_id: str) -> Response[str]:
    """The page of a file: its new candidates, those who exist already, and its wrong lines."""
    try:
        preview = _preview(request, import_id)
    except (NotFoundError, ValidationError) as error:
        return _refused(request, error)
    return show(
        request,
        "import_preview.html",
        preview=preview,
        problems=preview.problems[:PROBLEMS_SHOWN],
        shown=preview.lines.new[:NEW_SHOWN],
        names=NAMES,
        chosen=_chosen(request),
        jobs=[("", "No job, or as the file says"), *((job.job_id, job.job_title) for job in jobs_of(request))],
    )


@page(f"{PATH}/<import_id>", "POST", role=Role.RECRUITER)
def import_file(request: ConsoleRequest, import_id: str) -> Response[str]:
    """Make the new candidates.

    A repetition makes no duplicates. If the time is too short for all lines, the next press of the button goes on.
    """
    try:
        preview = _preview(request, import_id)
    except (NotFoundError, ValidationError) as error:
        return _refused(request, error)
    until = app.now() + TIME_TO_MAKE
    imported = import_candidates(
        import_id,
        preview.lines.new,
        by=request.caller,
        candidates=app.candidates,
        has_time=lambda: app.now() < until,
        now=request.now,
    )
    words = _words(imported, preview)
    if imported.left:
        again = f"{request.path}?{urlencode(_chosen(request))}"
        return done(request, again, Message(f"{words} Press Import again for the rest.", kind="warn"))
    return done(request, CANDIDATES, Message(words))


def _words(imported: Imported, preview: Preview) -> str:
    wrong, known = len(preview.problems), len(preview.lines.known)
    parts = [
        f"{imported.made} {'candidate is' if imported.made == 1 else 'candidates are'} made.",
        f"{known} {'was' if known == 1 else 'were'} there already." if known else "",
        f"{wrong} {'line was' if wrong == 1 else 'lines were'} wrong and left out." if wrong else "",
        f"{imported.left} are still to be made." if imported.left else "",
    ]
    return " ".join(filter(None, parts))


def _key(request: ConsoleRequest, import_id: str) -> str:
    """The file's key, under the caller's organisation, so that files of other organisations are not found."""
    return f"imports/{request.caller.org_id}/{import_id}.csv"


def _refused(request: ConsoleRequest, error: GreenroomError) -> Response[str]:
    is_gone = isinstance(error, NotFoundError)
    happened = NOT_THERE if is_gone else error.message
    return show(request, "import_refused.html", status=STATUS_OF_CODE[error.code], happened=happened)


def _file(request: ConsoleRequest, import_id: str) -> CandidateFile:
    is_ours = import_id.startswith("imp_") and made_at(import_id) is not None
    content = app.files.read(_key(request, import_id), MOST_BYTES) if is_ours else None
    if content is None:
        raise NotFoundError("File")
    return read_candidate_file(content)


def _chosen(request: ConsoleRequest) -> dict[str, str]:
    """The page's choices, which are in the address and in the form: columns, and the job for candidates without one."""
    names = ("job_id", *(f"col_{meaning}" for meaning in MEANINGS))
    sent = {name: request.sent(name) or request.query.get(name, "") for name in names}
    return {name: value for name, value in sent.items() if value}


def _columns(file: CandidateFile, chosen: dict[str, str]) -> dict[str, int]:
    """The meaning of each column: the one that the member chose, or else the one of its heading."""
    columns = file.columns()
    for meaning in MEANINGS:
        said = chosen.get(f"col_{meaning}", "")
        if said == "none":
            columns.pop(meaning, None)
        elif said.isascii() and said.isdigit() and int(said[:3]) < len(file.heads):
            columns[meaning] = int(said[:3])
    return columns


def _preview(request: ConsoleRequest, import_id: str) -> Preview:
    file, chosen = _file(request, import_id), _chosen(request)
    columns = _columns(file, chosen)
    problems: list[LineProblem] = []
    right: list[CandidateLine] = []
    if "email" in columns and columns.keys() & {"full_name", "first_name", "last_name"}:
        jobs = {key.casefold(): job.job_id for job in jobs_of(request) for key in (job.job_title, job.job_id)}
        for line in file.lines:
            try:
                right.append(_read(line, columns, jobs, chosen.get("job_id")))
            except ValidationError as error:
                problems.append(LineProblem(line.number, _because(error)))
    lines = sort_lines(right, by=request.caller, candidates=app.candidates)
    problems += [
        LineProblem(number, f"The same address stands in line {first} already.")
        for number, first in lines.repeated.items()
    ]
    return Preview(file.heads, columns, sorted(problems, key=lambda one: one.number), lines)


def _read(line: CandidateFileLine, columns: dict[str, int], jobs: dict[str, str], job_id: str | None) -> CandidateLine:
    said = fields_of(line, columns)
    job = said.pop("job", None)
    if job is not None and job.casefold() not in jobs:
        raise ValidationError(f"There is no job {job[:80]!r}.")
    found = jobs[job.casefold()] if job is not None else job_id if job_id in jobs.values() else None
    if found is not None:
        said["job_id"] = found
    return CandidateLine(line.number, read_form(CreateCandidate, said).model_dump())


def _because(error: ValidationError) -> str:
    if not error.details:
        return error.message
    return "; ".join(f"{NAMES.get(one.field, one.field)} {_without_field(one)}" for one in error.details)


def _without_field(problem: FieldProblem) -> str:
    """The problem without the API's field name, because the page shows the column's name."""
    return problem.message.removeprefix(problem.field).removeprefix(":").strip()
