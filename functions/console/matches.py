"""Matches of a job: the requirements that each résumé shows, with a link to the evidence. No score stands alone."""

from typing import NamedTuple

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.messages import Message
from functions.console.paging import position_in, token_of
from functions.console.states import Badge
from greenroom.adapters.scored_matches import scored_id
from greenroom.api.forms import read_form
from greenroom.api.subjects.matches import SetMatchAside
from greenroom.errors import GreenroomError
from greenroom.models.organisation import Role
from greenroom.models.page import Position
from greenroom.models.requirement import Finding, Level, RequirementKind
from greenroom.models.scored_match import MatchStatus, ScoredMatch
from greenroom.usecases.match import ask_for_matches
from greenroom.usecases.requirements import read_requirements
from greenroom.usecases.scored_matches import ShownMatch, list_matches_of_job, set_match_aside

PATH = "/console/jobs/<job_id>/matches"
ROWS = 25
BY_SCORE = ("score_key", "candidate_id")
BY_AGE = ("candidate_id",)

BADGES = {
    MatchStatus.PENDING: Badge("Being compared", "clock"),
    MatchStatus.SCORED: Badge("Compared", "good", "good"),
    MatchStatus.STALE: Badge("Out of date", "warn", "warn"),
    MatchStatus.NO_RESUME: Badge("No résumé", "dot"),
    MatchStatus.TOO_LITTLE: Badge("Too little to judge", "dot"),
}
KINDS = {RequirementKind.MUST: "required", RequirementKind.NICE: "nice to have", RequirementKind.YEARS: "required"}
LEVELS = {
    Level.USED: Badge("Used in a job", "good", "good"),
    Level.NAMED: Badge("Named", "dot"),
    Level.NOT_FOUND: Badge("Not found", "bad"),
}


class MatchRow(NamedTuple):
    """A match in the list."""

    name: str
    match: ScoredMatch
    badge: Badge
    summary: str


@page(PATH)
def matches(request: ConsoleRequest, job_id: str) -> Response[str]:
    """Matches of a job, sorted by the newest candidates, or by score if a minimum score is given."""
    job = app.jobs.get(request.caller.org_id, job_id)
    min_score = _min_score(request)
    names = BY_AGE if min_score is None else BY_SCORE
    shown, position = list_matches_of_job(
        job_id,
        min_score,
        by=request.caller,
        organisations=app.organisations,
        jobs=app.jobs,
        scored=app.scored_matches,
        requirements=app.job_requirements,
        limit=ROWS,
        position=_stored(job_id, position_in(request.query.get("cursor"), names)),
    )
    return show(
        request,
        "matches.html",
        job=job,
        required=read_requirements(job_id, by=request.caller, jobs=app.jobs, stored=app.job_requirements),
        rows=_rows(request, shown),
        next_cursor=token_of(_shown(position), names),
        min_score=min_score,
        kinds=KINDS,
        levels=LEVELS,
    )


@page(PATH, "POST", role=Role.RECRUITER)
def compare(request: ConsoleRequest, job_id: str) -> Response[str]:
    """Compare all candidates of a job with its requirements."""
    back = f"/console/jobs/{job_id}/matches"
    try:
        run = ask_for_matches(
            job_id,
            None,
            by=request.caller,
            organisations=app.organisations,
            jobs=app.jobs,
            candidates=app.candidates,
            scored=app.scored_matches,
            requirements=app.job_requirements,
            queue=app.match_queue,
            now=request.now,
        )
    except GreenroomError as error:
        return done(request, back, Message(error.message, kind="warn"))
    count = len(run.candidate_ids)
    people = "1 candidate is" if count == 1 else f"{count} candidates are"
    words = f"{people} being compared. Load the page again in a moment."
    return done(request, back, Message(words))


@page(f"{PATH}/<candidate_id>/set-aside", "POST", role=Role.RECRUITER)
def set_aside(request: ConsoleRequest, job_id: str, candidate_id: str) -> Response[str]:
    """Note that a person does not rely on a score, and why."""
    back = f"/console/jobs/{job_id}/matches"
    try:
        set_match_aside(
            job_id,
            candidate_id,
            read_form(SetMatchAside, {"reason": request.sent("reason")}).reason,
            by=request.caller,
            organisations=app.organisations,
            jobs=app.jobs,
            candidates=app.candidates,
            scored=app.scored_matches,
            now=request.now,
        )
    except GreenroomError as error:
        return done(request, back, Message(error.message, kind="warn"))
    return done(request, back, Message("Set aside. The reason stays with the match."))


def _min_score(request: ConsoleRequest) -> int | None:
    sent = request.query.get("min_score", "")
    return min(int(sent), 100) if sent.isascii() and sent.isdigit() and len(sent) <= 3 else None


def _stored(job_id: str, position: Position | None) -> Position | None:
    """Convert a position in the page's address to the store's position."""
    if position is None:
        return None
    others = {name: value for name, value in position.items() if name != "candidate_id"}
    return others | {"match_id": scored_id(job_id, position["candidate_id"])}


def _shown(position: Position | None) -> Position | None:
    """Convert the store's position to one for the page's address."""
    return position and position | {"candidate_id": position["match_id"].rpartition("#")[2]}


def _rows(request: ConsoleRequest, shown: list[ShownMatch]) -> list[MatchRow]:
    people = app.candidates.many(request.caller.org_id, [one.match.candidate_id for one in shown])
    return [
        MatchRow(person.full_name, one.match, BADGES[one.status], summary_of(one.match.findings))
        for one, person in zip(shown, people, strict=True)
        if person is not None
    ]


def summary_of(findings: tuple[Finding, ...]) -> str:
    """The findings in words: `5 of 7 requirements shown, not found: Terraform, Kafka`."""
    missing = [one.requirement for one in findings if one.level is Level.NOT_FOUND]
    if not findings:
        return ""
    said = f"{len(findings) - len(missing)} of {len(findings)} requirements shown"
    return f"{said}, not found: {', '.join(missing)}" if missing else said
