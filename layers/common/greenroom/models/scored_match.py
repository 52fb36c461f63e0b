"""A score of a résumé by a job's requirements, with its evidence, for people who decide."""

import hashlib
import json
from collections.abc import Iterable
from enum import StrEnum

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity
from greenroom.models.requirement import Finding, Requirement

RULES = "rules 2026.11.3"
"""Raised whenever a skill or a rule of scoring changes: older scores are stale then."""


class MatchStatus(StrEnum):
    PENDING = "PENDING"
    SCORED = "SCORED"
    STALE = "STALE"
    """Scored before the résumé or the requirements changed."""
    NO_RESUME = "NO_RESUME"
    TOO_LITTLE = "TOO_LITTLE"
    """The résumé shows too little to judge, or the job requires nothing that can be looked for."""


class SetAside(Entity):
    """A person's decision that a score is not to be relied on."""

    reason: str
    by: str
    at: UtcTime


class JobRequirements(Entity):
    """The requirements of a job. Version 0 are proposed from its description and stored nowhere."""

    org_id: str
    job_id: str
    requirements: tuple[Requirement, ...]
    updated_at: UtcTime
    updated_by: str | None = None
    version: int = 0

    @property
    def key(self) -> str:
        """A hash of all that a score takes from here and from the rules, whatever the order."""
        return hash_of([RULES, sorted(_essence(self.requirements))])


class ScoredMatch(Entity):
    """One candidate's match for one job: its findings and its sources."""

    org_id: str
    job_id: str
    candidate_id: str
    status: MatchStatus = MatchStatus.PENDING
    score: int | None = None
    findings: tuple[Finding, ...] = ()
    made_by: str | None = None
    """The rules, and the model where one proposed evidence, each with its version."""
    requirements_key: str | None = None
    resume_id: str | None = None
    inputs: str | None = None
    """A hash of everything that went in: the same makes the same score."""
    is_outdated: bool = False
    """Whether a résumé has come since."""
    set_aside: SetAside | None = None
    scored_at: UtcTime | None = None
    updated_at: UtcTime
    version: int = 1

    def status_under(self, requirements_key: str | None) -> MatchStatus:
        """The status while a job has these requirements; None for a job that is gone."""
        if self.status is MatchStatus.PENDING:
            return MatchStatus.PENDING
        is_current = not self.is_outdated and self.requirements_key == requirements_key
        return self.status if is_current else MatchStatus.STALE


class MatchEvent(Entity):
    """One line of a match's log."""

    org_id: str
    job_id: str
    candidate_id: str
    at: UtcTime
    action: str
    actor: str
    reason: str | None = None
    score: int | None = None


def _essence(requirements: Iterable[Requirement]) -> list[list[str | int | None]]:
    return [[one.requirement, one.kind.value, one.years or 0] for one in requirements]


def hash_of(parts: object) -> str:
    """A hash of plain values that is the same in every process."""
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True).encode()).hexdigest()
