"""Candidates: make and change."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greenroom.models.calendar import calendar_key
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.usecases.editing import edit

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.jobs import Jobs


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
