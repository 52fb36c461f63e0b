"""The table of candidates: filters in the address, switches in the row with undo, bulk actions, export."""

import csv
import io
import re
from collections.abc import Iterator
from functools import partial

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, file, page, show
from functions.console.candidate_table import (
    KINDS,
    LEVELS,
    VIEWS,
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
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import can_name, new_id
from greenroom.models.candidate import Match
from greenroom.models.job import Job
from greenroom.models.organisation import Role
from greenroom.usecases.candidates import create_candidate
from greenroom.usecases.gates import GateChange, change_gates, shortlisting, toggling
from greenroom.usecases.list_candidates import CandidateRow, list_candidates
from greenroom.wording import isolated

PATH = "/console/candidates"
ROWS = 25
MOST_JOBS = 100
MOST_EXPORTED = 5_000
POSITION = ("candidate_id",)
FIELDS = ("full_name", "email", "job_id", "phone", "work_experience", "timezone", "extra_time_percent")

_FORMULA = re.compile(r"(^|[;\t\r])(\s*[=+\-@])")
"""Also behind a semicolon: where a comma stands in numbers, spreadsheets part cells there."""
GATE_NAMES = ("shortlisted", "interview_enabled", "online_interview_enabled")
GATES = {
    "shortlisted": ("shortlisted", "Shortlist"),
    "interview": ("enabled for the interview", "Interview"),
    "online": ("enabled for online interviews", "Online"),
}


@page(PATH)
def candidates(request: ConsoleRequest) -> Response[str]:
    """A page of candidates: session and member, candidates, rows, and the jobs for the filter: four round trips."""
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
        views=VIEWS,
        jobs=jobs,
        draft_id=new_id("draft"),
        levels=LEVELS,
        kinds=KINDS,
    )


def jobs_of(request: ConsoleRequest) -> list[Job]:
    """The newest jobs, for a choice."""
    return app.jobs.page(app.jobs.newest_first(request.caller.org_id), limit=MOST_JOBS, position=None).items


@page(f"{PATH}/new", role=Role.RECRUITER)
def new_candidate(request: ConsoleRequest) -> Response[str]:
    """The form of a new candidate."""
    return _form(request, {"job_id": request.query.get("job_id", "")})


@page(PATH, "POST", role=Role.RECRUITER)
def add_candidate(request: ConsoleRequest) -> Response[str]:
    """Store a new candidate. The form carries the id, so that sending it twice makes one."""
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


@page(f"{PATH}/<candidate_id>/gates", "POST", role=Role.RECRUITER)
def switch_gate(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Turn one switch of a row. Undo puts all three back: closing one closes what needs it."""
    gate, _, to = request.sent("turn").partition(" ")
    is_on, job_id = to == "on", request.sent("job_id") or None
    back = back_to_table(request)
    if gate not in GATES:
        return done(request, back, Message("There is no such switch. Load the page again.", kind="warn"))
    name = app.candidates.get(request.caller.org_id, candidate_id).full_name
    gates_before: list[Match] = []

    def change(match: Match) -> Match:
        gates_before[:] = [match]
        return _gate_change(gate, is_on=is_on)(match)

    try:
        changed = _change(request, candidate_id, job_id, change)
    except GreenroomError as error:
        return done(request, back, Message(error.message, kind="warn"))
    words = f"{isolated(name)} is {'' if is_on else 'not '}{GATES[gate][0]}{'' if is_on else ' any more'}."
    undo = {name: "on" if getattr(gates_before[0], name) else "" for name in GATE_NAMES} | {
        "job_id": changed,
        "back": back,
    }
    return done(request, back, Message(words, undo_action=f"{PATH}/{candidate_id}/gates/restore", undo_fields=undo))


@page(f"{PATH}/<candidate_id>/gates/restore", "POST", role=Role.RECRUITER)
def restore_gates(request: ConsoleRequest, candidate_id: str) -> Response[str]:
    """Put the three switches back to how they were."""
    back, gates = back_to_table(request), {name: bool(request.sent(name)) for name in GATE_NAMES}
    try:
        _change(request, candidate_id, request.sent("job_id") or None, lambda match: match.changed(**gates))
    except GreenroomError as error:
        return done(request, back, Message(error.message, kind="warn"))
    return done(request, back, Message("Undone: the switches are as before."))


@page(f"{PATH}/bulk", "POST", role=Role.RECRUITER)
def bulk(request: ConsoleRequest) -> Response[str]:
    """Turn one switch on for all that were chosen; each is done by itself, and who could not be is named."""
    gate, chosen, back = request.sent("gate"), request.form.get("chosen", [])[: ROWS * 4], back_to_table(request)
    if gate not in GATES or not chosen:
        return done(request, back, Message("Choose candidates first.", kind="warn"))
    refused: list[str] = []
    for candidate_id in filter(can_name, chosen):
        try:
            _change(request, candidate_id, None, _gate_change(gate, is_on=True))
        except GreenroomError as error:
            refused.append(error.message)
    words = f"{len(chosen) - len(refused)} of {len(chosen)} candidates are {GATES[gate][0]}."
    if refused:
        return done(request, back, Message(f"{words} The others: {refused[0]}", kind="warn"))
    return done(request, back, Message(words))


@page(f"{PATH}/export.csv")
def export(request: ConsoleRequest) -> Response[str]:
    """The candidates of the present filter, as a table for a spreadsheet."""
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
    """A cell that no spreadsheet takes for a formula."""
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


def _change(request: ConsoleRequest, candidate_id: str, job_id: str | None, change: GateChange) -> str:
    """The job whose gate was changed."""
    gates = change_gates(
        candidate_id,
        job_id,
        change,
        cancel_booked=False,
        by=request.caller,
        candidates=app.candidates,
        jobs=app.jobs,
        matches=app.matches,
        interviews=app.interviews,
        schedule=app.schedule,
        links=app.links,
        now=request.now,
    )
    return gates.match.job_id


def _gate_change(gate: str, *, is_on: bool) -> GateChange:
    if gate == "shortlisted":
        return shortlisting(shortlisted=is_on)
    if gate == "interview":
        return toggling(interview_enabled=is_on, online_interview_enabled=None)
    return toggling(interview_enabled=None, online_interview_enabled=is_on)


def back_to_table(request: ConsoleRequest) -> str:
    """The page that the form was on; never another site's."""
    back = request.sent("back")
    return back if back.startswith((f"{PATH}?", f"{PATH}/")) else PATH


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
