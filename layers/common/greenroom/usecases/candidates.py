"""Candidates: make, list, change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greenroom.models.calendar import calendar_key
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.usecases.editing import edit

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.collection import Page, Position
    from greenroom.adapters.jobs import Jobs


@dataclass(frozen=True)
class Wanted:
    """Which candidates a list shows."""

    job_id: str | None = None
    status: str | None = None
    words: str | None = None


def create_candidate(
    candidate_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    candidates: "Candidates",
    jobs: "Jobs",
    now: datetime,
) -> Candidate:
    """Store a new candidate. Raises NotFoundError for a job that is not there."""
    if fields["job_id"] is not None:
        jobs.get(by.org_id, fields["job_id"])
    candidate = Candidate(
        org_id=by.org_id,
        candidate_id=candidate_id,
        calendar_key=calendar_key(by.org_id, fields["email"]),
        created_at=now,
        updated_at=now,
        **fields,
    )
    return candidates.create(candidate)


def list_candidates(
    wanted: Wanted, *, by: Caller, candidates: "Candidates", limit: int, position: "Position | None"
) -> "Page[Candidate]":
    """Candidates of an organisation, newest first; words are looked for in names and addresses."""
    words = (wanted.words or "").casefold()

    def fits(candidate: Candidate) -> bool:
        return words in candidate.full_name.casefold() or words in candidate.email.casefold()

    listing = candidates.newest_first(by.org_id, job_id=wanted.job_id, status=wanted.status)
    return candidates.page(listing, limit=limit, position=position, keep=fits if words else None)


def change_candidate(
    candidate_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    candidates: "Candidates",
    jobs: "Jobs",
    expected_version: int | None,
    now: datetime,
) -> Candidate:
    """Change these fields. The calendar stays the same person's. Raises NotFoundError, StaleVersionError, BusyError."""
    if fields.get("job_id") is not None:
        jobs.get(by.org_id, fields["job_id"])
    return edit(
        lambda: candidates.get(by.org_id, candidate_id),
        lambda candidate: candidate.changed(**fields),
        candidates.replace,
        expected_version=expected_version,
        now=now,
    )
