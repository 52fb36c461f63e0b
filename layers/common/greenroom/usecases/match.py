"""Score candidates for a job: a request queues them, and a queue's consumer scores them.

A score is information for people. It opens no gate, and lists are sorted by it only on request.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple, Protocol

from greenroom.errors import InvalidStateError, NotFoundError
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.resume import Resume, ResumeStatus
from greenroom.models.scored_match import JobRequirements, MatchStatus, ScoredMatch, hash_of
from greenroom.usecases.requirements import requirements_of
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.match_queue import MatchQueue
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.resumes import Resumes
    from greenroom.adapters.scored_matches import ScoredMatches, StoredRequirements
    from greenroom.matching.scoring import Assessment

MOST_CANDIDATES = 1_000
IS_OFF = (
    "Matching is switched off for your organisation. Read docs/fairness.md, tell your candidates, then switch on "
    "matching_enabled in the organisation's policy."
)


class Scorer(Protocol):
    """Scores résumés against the requirements of one job."""

    @property
    def made_by(self) -> str:
        """The rules' version, and the model's where one is used."""

    def assess(self, resume_text: str, received_at: datetime) -> "Assessment":
        """The score of a résumé, its evidence, and the rules' or the model's version that made it."""


class Run(NamedTuple):
    """The candidates that were queued for a job."""

    requirements: JobRequirements
    candidate_ids: tuple[str, ...]


def ask_for_matches(
    job_id: str,
    candidate_ids: Sequence[str] | None,
    *,
    by: Caller,
    organisations: "Organisations",
    jobs: "Jobs",
    candidates: "Candidates",
    scored: "ScoredMatches",
    requirements: "StoredRequirements",
    queue: "MatchQueue",
    now: datetime,
) -> Run:
    """Queue the given candidates of a job, or all of them, for scoring. A repetition gives the same scores.

    Raises NotFoundError; InvalidStateError while matching is off or if a job has too many candidates; BusyError.
    """
    job = jobs.get(by.org_id, job_id)
    refuse_while_off(by.org_id, organisations)
    wanted = _all_of(job_id, by, candidates) if candidate_ids is None else list(dict.fromkeys(candidate_ids))
    there = candidates.many(by.org_id, wanted)
    if candidate_ids is not None and None in there:
        raise NotFoundError("Candidate")
    known = [candidate.candidate_id for candidate in there if candidate is not None]
    before = scored.of_candidates(by.org_id, job_id, known)
    new = [candidate_id for candidate_id, match in zip(known, before, strict=True) if match is None]
    scored.expect(by.org_id, job_id, new, now)
    queue.ask_for(by.org_id, job_id, known)
    return Run(requirements_of(job, requirements), tuple(known))


def refuse_while_off(org_id: str, organisations: "Organisations") -> None:
    """Raises InvalidStateError unless the organisation has switched matching on."""
    if not is_on(org_id, organisations):
        raise InvalidStateError(IS_OFF)


def is_on(org_id: str, organisations: "Organisations") -> bool:
    """Whether an organisation has switched matching on."""
    return organisations.organisation(org_id).policy.matching_enabled


def _all_of(job_id: str, by: Caller, candidates: "Candidates") -> list[str]:
    listing = candidates.newest_first(by.org_id, job_id=job_id)
    found = [entry["candidate_id"] for entry in islice(candidates.entries(listing), MOST_CANDIDATES + 1)]
    if len(found) > MOST_CANDIDATES:
        raise InvalidStateError(
            f"This job has more than {MOST_CANDIDATES:,} candidates. "
            f"Send up to {MOST_CANDIDATES:,} candidate_ids at a time."
        )
    return found


def score_candidates(
    org_id: str,
    job_id: str,
    candidate_ids: Sequence[str],
    *,
    organisations: "Organisations",
    jobs: "Jobs",
    candidates: "Candidates",
    resumes: "Resumes",
    scored: "ScoredMatches",
    requirements: "StoredRequirements",
    scorer_of: Callable[[JobRequirements, bool], Scorer],
    now: datetime,
) -> int:
    """Score candidates for a job and return the number of new scores. A score made from the same inputs stays.

    Does nothing if the job was deleted or matching is off. If a candidate fails, the others are scored first, and then
    the error is raised.
    """
    job = jobs.find(org_id, job_id)
    if job is None:
        # Jobs are deleted before their organisation, so the organisation is not read where it may be gone.
        return 0
    policy = organisations.organisation(org_id).policy
    if not policy.matching_enabled:
        return 0
    required = requirements_of(job, requirements)
    scorer = scorer_of(required, policy.matching_model_enabled)
    # Matches are read first: a résumé that arrives later raises its match's version, and the write is refused.
    matches = scored.of_candidates(org_id, job_id, candidate_ids)
    known = zip(matches, candidates.many(org_id, candidate_ids), strict=True)
    score = partial(_score_candidate, candidates=candidates, resumes=resumes, scored=scored, now=now)
    written, failed = 0, None
    for candidate_id, as_read in zip(candidate_ids, known, strict=True):
        try:
            written += score(candidate_id, as_read, required, scorer)
        except Exception as error:  # noqa: BLE001 (the last is raised below: one must not keep the others waiting)
            failed = error
    if failed is not None:
        raise failed
    return written


def _score_candidate(
    candidate_id: str,
    known: tuple[ScoredMatch | None, Candidate | None],
    required: JobRequirements,
    scorer: Scorer,
    *,
    candidates: "Candidates",
    resumes: "Resumes",
    scored: "ScoredMatches",
    now: datetime,
) -> bool:
    """Score a candidate. Returns whether a new score was written.

    `known` was read for many candidates at once. Where the write is refused, match and candidate are read again.
    """
    org_id, job_id = required.org_id, required.job_id
    read = [known]

    def attempt() -> bool:
        before, candidate = (
            read.pop() if read else (scored.of(org_id, job_id, candidate_id), candidates.find(org_id, candidate_id))
        )
        if before is None:
            return False  # The candidate was erased meanwhile.
        if candidate is None:
            scored.remove_of_candidate(org_id, candidate_id)
            return False
        resume = resumes.latest(org_id, candidate_id, ResumeStatus.PARSED)
        inputs = _inputs(required, scorer.made_by, resume)
        if before.inputs == inputs and not before.is_outdated:
            return False
        scored.replace(_scored_anew(before, required, scorer, resume, now), before.version)
        return True

    return repeated(attempt)


def _scored_anew(
    before: ScoredMatch, required: JobRequirements, scorer: Scorer, resume: Resume | None, now: datetime
) -> ScoredMatch:
    found = scorer.assess(resume.parsed_text or "", resume.created_at) if resume else None
    made_by = found.made_by if found else scorer.made_by
    return _assessed(before, resume, found).changed(
        requirements_key=required.key,
        # Where the model failed, the rules made this score, and the next run tries the model again.
        inputs=_inputs(required, made_by, resume),
        made_by=made_by,
        is_outdated=False,
        scored_at=now,
        updated_at=now,
        version=before.version + 1,
    )


def _inputs(required: JobRequirements, made_by: str, resume: Resume | None) -> str:
    """A hash of all inputs of a score. The résumé's date is one, because `present` in a résumé means that date."""
    read = [resume.resume_id, resume.created_at.date().isoformat(), resume.parsed_text] if resume else None
    return hash_of([required.key, made_by, read])


def _assessed(before: ScoredMatch, resume: Resume | None, found: "Assessment | None") -> ScoredMatch:
    if resume is None or found is None:
        return before.changed(status=MatchStatus.NO_RESUME, score=None, findings=(), resume_id=None)
    status = MatchStatus.TOO_LITTLE if found.score is None else MatchStatus.SCORED
    return before.changed(status=status, score=found.score, findings=found.findings, resume_id=resume.resume_id)
