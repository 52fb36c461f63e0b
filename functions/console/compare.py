"""Candidates of one job side by side: evidence and ratings by criterion. Names can be hidden."""

from typing import TYPE_CHECKING, NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, page, show
from functions.console.paging import position_in, token_of
from functions.console.states import KINDS
from greenroom.wording import day_and_time

if TYPE_CHECKING:
    from greenroom.interviewing.competency import Competency
    from greenroom.interviewing.rating import CriterionRated
    from greenroom.interviewing.report import Answered
    from greenroom.usecases.job_reports import JobReport

PATH = "/console/jobs/<job_id>/compare"
SIDE_BY_SIDE = 6
POSITION = ("interview_id",)
HIDDEN = "hidden"
CODE_LETTERS = 4


class Column(NamedTuple):
    """One candidate."""

    report: "JobReport"
    name: str
    is_named: bool
    when: str
    kind: str


class Cell(NamedTuple):
    """One candidate's evidence and ratings for one criterion; empty if their interview was not about it."""

    rated: "CriterionRated | None"
    evidence: "list[Answered]"


class CriterionRow(NamedTuple):
    """One criterion, with a cell for each column."""

    criterion: str
    cells: list[Cell]


@page(PATH)
def compare(request: ConsoleRequest, job_id: str) -> Response[str]:
    """A page of a job's completed interviews, newest first. It shows no total and no ranking, because people decide."""
    # Imported here, because few pages need plans, reports and ratings.
    from greenroom.usecases.job_reports import reports_of_job  # noqa: PLC0415

    job = app.jobs.get(request.caller.org_id, job_id)
    found = reports_of_job(
        job_id,
        by=request.caller,
        jobs=app.jobs,
        interviews=app.interviews,
        ai_interviews=app.ai_interviews,
        ratings=app.ratings,
        links=app.links,
        limit=SIDE_BY_SIDE,
        position=position_in(request.query.get("cursor"), POSITION),
    )
    is_named = request.query.get("names") != HIDDEN
    zone = request.organisation.policy.timezone
    return show(
        request,
        "compare.html",
        job=job,
        columns=[_column(one, zone, is_named=is_named) for one in found.items],
        rows=_rows(found.items),
        is_named=is_named,
        other_names=request.with_query(names=HIDDEN if is_named else None),
        next_cursor=token_of(found.next_position, POSITION),
    )


def _column(report: "JobReport", zone: str, *, is_named: bool) -> Column:
    interview = report.interview
    # The same letters on each visit, so that people can talk about a candidate whose name is hidden.
    code = f"Candidate {interview.interview_id[-CODE_LETTERS:].upper()}"
    when = day_and_time(interview.started_at, zone) if interview.started_at else ""
    return Column(
        report, interview.candidate_name if is_named else code, is_named, when, KINDS[interview.interview_type]
    )


def _rows(reports: "list[JobReport]") -> list[CriterionRow]:
    """All criteria of these interviews, in the order in which they were first asked."""
    criteria: dict[Competency, None] = {}
    for report in reports:
        criteria |= dict.fromkeys(one.criterion for one in report.rated)
    return [CriterionRow(_words(one), [_cell(report, one) for report in reports]) for one in criteria]


def _cell(report: "JobReport", criterion: "Competency") -> Cell:
    rated = next((one for one in report.rated if one.criterion is criterion), None)
    evidence = report.reading.by_criterion.get(criterion, []) if report.reading else []
    return Cell(rated, evidence)


def _words(criterion: str) -> str:
    return criterion.replace("_", " ").capitalize()
