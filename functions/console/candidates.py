"""The table of candidates, with its filters in the address; its export; and the form of a new candidate."""

import csv
import io
import re
from collections.abc import Iterator
from functools import partial

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, file, page, show
from functions.console.candidate_table import (
    chips,
    chosen_words,
    column_links,
    columns_in,
    count_words,
    table_rows,
    wanted_in,
)
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from functions.console.paging import position_in, token_of
from greenroom.api.forms import read_form
from greenroom.api.subjects.candidates import CreateCandidate
from greenroom.errors import ValidationError
from greenroom.identifiers import new_id
from greenroom.models.job import Job
from greenroom.models.organisation import Role
from greenroom.usecases.candidates import create_candidate
from greenroom.usecases.list_candidates import CandidateRow, list_candidates
from greenroom.wording import isolated

PATH = "/console/candidates"
ROWS = 25
MOST_JOBS = 100
MOST_BACK = 600
"""The maximum length of the table's address in characters, so that it fits into a cookie with the undo of a whole
page."""
MOST_EXPORTED = 5_000
POSITION = ("candidate_id",)
FIELDS = ("full_name", "email", "job_id", "phone", "work_experience", "timezone", "extra_time_percent")

_FORMULA = re.compile(r"(^|[;\t\r])(\s*[=+\-@＝＋－＠])")
"""Beginnings that spreadsheets read as a formula. A semicolon also separates cells where the comma is the decimal
sign."""


@page(PATH)
def candidates(request: ConsoleRequest) -> Response[str]:
    """A page of candidates. Four round trips: session and member, candidates, rows, and the jobs for the filter."""
    position = position_in(request.query.get("cursor"), POSITION)
    columns = columns_in(request)
    wanted = wanted_in(request)
    found = list_candidates(
        wanted,
        by=request.caller,
        candidates=app.candidates,
        matches=app.matches,
        limit=ROWS,
        position=position,
        with_scores="match" in columns,
    )
    jobs = jobs_of(request)
    return show(
        request,
        "candidates.html",
        rows=table_rows(request, found.items, jobs),
        next_cursor=token_of(found.next_position, POSITION),
        count=count_words(len(found.items), ROWS, is_first=position is None, has_more=found.next_position is not None),
        columns=columns,
        column_links=column_links(request, columns),
        scored_job=wanted.job_id if request.organisation.policy.matching_enabled else None,
        chips=chips(request),
        chosen=chosen_words(request),
        jobs=jobs,
        draft_id=new_id("draft"),
    )


def jobs_of(request: ConsoleRequest) -> list[Job]:
    """The newest jobs, for a choice in a form."""
    return app.jobs.page(app.jobs.newest_first(request.caller.org_id), limit=MOST_JOBS, position=None).items


@page(f"{PATH}/new", role=Role.RECRUITER)
def new_candidate(request: ConsoleRequest) -> Response[str]:
    """The form of a new candidate."""
    return _form(request, {"job_id": request.query.get("job_id", "")})


@page(PATH, "POST", role=Role.RECRUITER)
def add_candidate(request: ConsoleRequest) -> Response[str]:
    """Store a new candidate. The form has the id, so that a form that is sent twice makes one candidate."""
    typed = {name: request.sent(name) for name in FIELDS}
    try:
        fields = read_form(CreateCandidate, without_blanks(typed)).model_dump()
        candidate = create_candidate(
            request.id_of_new("candidate_id", "cand"),
            fields,
            by=request.caller,
            candidates=app.candidates,
            jobs=app.jobs,
            now=request.now,
        )
    except ValidationError as error:
        return _form(request, typed, error)
    return done(request, f"{PATH}/{candidate.candidate_id}", Message(f"{isolated(candidate.full_name)} is there."))


@page(f"{PATH}/export.csv")
def export(request: ConsoleRequest) -> Response[str]:
    """The candidates of the present filter as a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ["candidate_id", "full_name", "email", "phone", "job_id", "status", "shortlisted", "interview_enabled"]
    )
    for row in _all(request):
        one = row.candidate
        cells = (one.candidate_id, one.full_name, one.email, one.phone, one.job_id, one.status)
        writer.writerow([*map(harmless, cells), row.shortlisted, row.interview_enabled])
    return file("candidates.csv", "text/csv; charset=utf-8", text.getvalue())


def harmless(cell: object) -> str:
    """The text as a cell that no spreadsheet reads as a formula."""
    return _FORMULA.sub(r"\1'\2", "" if cell is None else str(cell))


def _all(request: ConsoleRequest) -> Iterator[CandidateRow]:
    position, count = None, 0
    listed = partial(
        list_candidates,
        wanted_in(request),
        by=request.caller,
        candidates=app.candidates,
        matches=app.matches,
        limit=100,
    )
    while count < MOST_EXPORTED:
        found = listed(position=position)
        yield from found.items
        count, position = count + len(found.items), found.next_position
        if position is None:
            return


def back_to_table(request: ConsoleRequest) -> str:
    """The address of the page with the form; never that of another site."""
    back = request.sent("back")
    return back if back.startswith((f"{PATH}?", f"{PATH}/")) and len(back) <= MOST_BACK else PATH


def _form(request: ConsoleRequest, typed: dict[str, str], problem: ValidationError | None = None) -> Response[str]:
    return show(
        request,
        "candidate_form.html",
        status=400 if problem else 200,
        candidate_id=request.sent("candidate_id") or new_id("cand"),
        typed=typed,
        problems=problems_of(problem),
        jobs=[("", "No job yet"), *((job.job_id, job.job_title) for job in jobs_of(request))],
    )
