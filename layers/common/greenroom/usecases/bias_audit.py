"""Rates of a job's matches for an audit of bias, by groups that the organisation supplies."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError, ValidationError
from greenroom.models.caller import Caller
from greenroom.rules.selection_rates import CandidateOutcome, GroupRates, rates_by_group
from greenroom.usecases.match import MOST_CANDIDATES

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates, Matches
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.scored_matches import ScoredMatches


def audit_matches(
    job_id: str,
    groups: Mapping[str, Sequence[str]],
    *,
    by: Caller,
    jobs: "Jobs",
    candidates: "Candidates",
    scored: "ScoredMatches",
    gates: "Matches",
) -> list[GroupRates]:
    """Selection and scoring rates of a job's candidates by group. The groups are not stored.

    Raises NotFoundError, also for a candidate that is not there, and ValidationError for too many.
    """
    jobs.get(by.org_id, job_id)
    wanted = list(dict.fromkeys(one for members in groups.values() for one in members))
    if len(wanted) > MOST_CANDIDATES:
        sentence = f"groups name more than {MOST_CANDIDATES:,} candidates."
        raise ValidationError.about("groups", sentence)
    if None in candidates.many(by.org_id, wanted):
        raise NotFoundError("Candidate")
    found = scored.of_candidates(by.org_id, job_id, wanted)
    decided = gates.of_candidates(by.org_id, job_id, wanted)
    outcomes = {
        candidate_id: CandidateOutcome(match.score if match else None, gate is not None and gate.shortlisted)
        for candidate_id, match, gate in zip(wanted, found, decided, strict=True)
    }
    return rates_by_group({name: [outcomes[one] for one in members] for name, members in groups.items()})
