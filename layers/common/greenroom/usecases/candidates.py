"""Candidates: make and change."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greenroom.models.calendar import calendar_key
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.models.interview import NOT_BEGUN, Interview
from greenroom.usecases.candidate_interviews import interviews_of
from greenroom.usecases.editing import edit
from greenroom.usecases.follow_changes import follow, refuse_too_many, refuse_what_cannot_follow
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.schedule import Schedule

OF_THE_RECRUITER = frozenset({"job_id", "phone", "work_experience", "domain", "status"})
"""Fields of a candidate that are not copied into interviews."""


def create_candidate(
    candidate_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    candidates: "Candidates",
    jobs: "Jobs",
    now: datetime,
    may_be_another: bool = True,
) -> Candidate:
    """Store a new candidate.

    Raises NotFoundError for an unknown job; DuplicateError for an external id or, unless second candidates are allowed,
    an address that another candidate of the organisation has; BusyError.
    """
    if fields["job_id"] is not None:
        jobs.get(by.org_id, fields["job_id"])
    candidate = new_candidate(candidate_id, fields, by=by, now=now)
    return repeated(lambda: candidates.create(candidate) if may_be_another else candidates.create_alone(candidate))


def new_candidate(candidate_id: str, fields: Mapping[str, Any], *, by: Caller, now: datetime) -> Candidate:
    """A new candidate. It is not stored here."""
    return Candidate(
        org_id=by.org_id,
        candidate_id=candidate_id,
        calendar_key=calendar_key(by.org_id, fields["email"]),
        created_at=now,
        updated_at=now,
        **fields,
    ).holding_address()


def change_candidate(
    candidate_id: str,
    fields: Mapping[str, Any],
    *,
    by: Caller,
    candidates: "Candidates",
    jobs: "Jobs",
    interviews: "Interviews",
    schedule: "Schedule",
    links: LinkMaker,
    expected_version: int | None,
    now: datetime,
) -> Candidate:
    """Change fields of a candidate and of their future interviews. Busy times move to a new address's calendar.

    A repetition finishes a change that broke off. Raises NotFoundError, StaleVersionError, BusyError;
    CalendarConflictError, ValidationError or InvalidStateError if a future interview cannot follow: then nothing is
    changed.
    """
    if fields.get("job_id") is not None:
        jobs.get(by.org_id, fields["job_id"])

    interviews_say_it = bool(fields.keys() - OF_THE_RECRUITER)

    def ahead_of(candidate: Candidate) -> list[Interview]:
        return [one for one in interviews_of(candidate, interviews=interviews) if one.status in NOT_BEGUN]

    def checked(candidate: Candidate) -> Candidate:
        after = candidate.changed(**fields).holding_address()
        if after != candidate and interviews_say_it:
            ahead = ahead_of(candidate)
            refuse_too_many(ahead)
            refuse_what_cannot_follow(ahead, after, by=by, schedule=schedule, now=now)
        return after

    candidate = edit(
        lambda: candidates.get(by.org_id, candidate_id),
        checked,
        candidates.replace,
        expected_version=expected_version,
        now=now,
    )
    if interviews_say_it:
        follow(ahead_of(candidate), by=by, schedule=schedule, links=links, now=now)
    return candidate
