"""Read scored matches of a job or a candidate, or one with its log, and set a match aside."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.page import Position
from greenroom.models.scored_match import MatchEvent, MatchStatus, ScoredMatch, SetAside
from greenroom.usecases.match import is_on, refuse_while_off
from greenroom.usecases.requirements import requirements_of
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.scored_matches import ScoredMatches, StoredRequirements

SET_ASIDE = "SET_ASIDE"


class ShownMatch(NamedTuple):
    """A match, and its status compared with the present job and résumé."""

    match: ScoredMatch
    status: MatchStatus
    log: tuple[MatchEvent, ...] = ()


def list_matches_of_job(
    job_id: str,
    min_score: int | None,
    *,
    by: Caller,
    organisations: "Organisations",
    jobs: "Jobs",
    scored: "ScoredMatches",
    requirements: "StoredRequirements",
    limit: int,
    position: Position | None,
) -> tuple[list[ShownMatch], Position | None]:
    """A page of a job's matches, newest candidates first; with a minimum score, the highest score first.

    While matching is off, the page is empty. Raises NotFoundError.
    """
    job = jobs.get(by.org_id, job_id)
    if not is_on(by.org_id, organisations):
        return [], None
    newest = min_score is None
    listing = scored.of_job(by.org_id, job_id) if newest else scored.reaching(by.org_id, job_id, min_score or 0)
    page = scored.page(listing, limit=limit, position=position)
    key = requirements_of(job, requirements).key
    return [ShownMatch(match, match.status_under(key)) for match in page.items], page.next_position


def list_matches_of_candidate(
    candidate_id: str,
    *,
    by: Caller,
    organisations: "Organisations",
    jobs: "Jobs",
    candidates: "Candidates",
    scored: "ScoredMatches",
    requirements: "StoredRequirements",
) -> list[ShownMatch]:
    """All matches of a candidate, newest jobs first; empty while matching is off. Raises NotFoundError."""
    candidates.get(by.org_id, candidate_id)
    if not is_on(by.org_id, organisations):
        return []
    found = scored.of_candidate(by.org_id, candidate_id)
    keys = _keys((match.job_id for match in found), by, jobs, requirements)
    return [ShownMatch(match, match.status_under(keys[match.job_id])) for match in found]


def read_match(
    job_id: str,
    candidate_id: str,
    *,
    by: Caller,
    organisations: "Organisations",
    jobs: "Jobs",
    candidates: "Candidates",
    scored: "ScoredMatches",
    requirements: "StoredRequirements",
) -> ShownMatch:
    """One match with its log. Raises NotFoundError, also while matching is off."""
    job = jobs.get(by.org_id, job_id)
    candidates.get(by.org_id, candidate_id)
    match = scored.of(by.org_id, job_id, candidate_id)
    if match is None or not is_on(by.org_id, organisations):
        raise NotFoundError("Match")
    log = scored.log(by.org_id, job_id, candidate_id)
    return ShownMatch(match, match.status_under(requirements_of(job, requirements).key), tuple(log))


def set_match_aside(
    job_id: str,
    candidate_id: str,
    reason: str,
    *,
    by: Caller,
    organisations: "Organisations",
    jobs: "Jobs",
    candidates: "Candidates",
    scored: "ScoredMatches",
    now: datetime,
) -> None:
    """Store that a person does not rely on a score, and why. The log keeps the entry.

    Raises NotFoundError, InvalidStateError while matching is off, or BusyError.
    """
    jobs.get(by.org_id, job_id)
    candidates.get(by.org_id, candidate_id)
    refuse_while_off(by.org_id, organisations)

    def attempt() -> None:
        match = scored.get_of(by.org_id, job_id, candidate_id)
        decided = SetAside(reason=reason, by=by.actor, at=now)
        if match.set_aside == decided:
            return  # The answer to an earlier try was lost.
        event = MatchEvent(
            org_id=match.org_id,
            job_id=job_id,
            candidate_id=candidate_id,
            at=now,
            action=SET_ASIDE,
            actor=by.actor,
            reason=reason,
            score=match.score,
        )
        after = match.changed(set_aside=decided, updated_at=now, version=match.version + 1)
        scored.replace_and_log(after, match.version, event)

    repeated(attempt)


def _keys(
    job_ids: Iterable[str], by: Caller, jobs: "Jobs", requirements: "StoredRequirements"
) -> dict[str, str | None]:
    wanted = list(dict.fromkeys(job_ids))
    there = jobs.many(by.org_id, wanted)
    return {
        job_id: requirements_of(job, requirements).key if job else None
        for job_id, job in zip(wanted, there, strict=True)
    }
