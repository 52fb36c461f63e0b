"""Matches and résumé text for a candidate's page: scores with their evidence, and the text with its quotes marked."""

from collections.abc import Iterable
from typing import NamedTuple

from functions.console.app import ConsoleRequest, app
from functions.console.matches import BADGES, summary_of
from functions.console.states import Badge
from greenroom.models.job import Job
from greenroom.models.scored_match import ScoredMatch
from greenroom.usecases.scored_matches import list_matches_of_candidate


class MatchOfCandidate(NamedTuple):
    """A match with a job, in words."""

    job_title: str
    match: ScoredMatch
    badge: Badge
    summary: str


def matches_of(request: ConsoleRequest, candidate_id: str, jobs: Iterable[Job]) -> list[MatchOfCandidate]:
    """The candidate's matches, newest jobs first. While matching is off, the list is empty and nothing is read."""
    if not request.organisation.policy.matching_enabled:
        return []
    titles = {job.job_id: job.job_title for job in jobs}
    found = list_matches_of_candidate(
        candidate_id,
        by=request.caller,
        organisations=app.organisations,
        jobs=app.jobs,
        candidates=app.candidates,
        scored=app.scored_matches,
        requirements=app.job_requirements,
    )
    return [
        MatchOfCandidate(
            titles.get(one.match.job_id, "An older job"),
            one.match,
            BADGES[one.status],
            summary_of(one.match.findings),
        )
        for one in found
    ]


def marked(text: str, quotes: Iterable[str]) -> list[tuple[str, bool]]:
    """Split a text into pieces, each with whether it is quoted. Only the first occurrence of a quote is marked."""
    places = sorted((start, start + len(quote)) for quote in set(quotes) if quote and (start := text.find(quote)) >= 0)
    pieces: list[tuple[str, bool]] = []
    at = 0
    for start, end in places:
        if end <= at:
            continue
        pieces += [(text[at : max(at, start)], False), (text[max(at, start) : end], True)]
        at = end
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]
