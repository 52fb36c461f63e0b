"""The gates of a candidate for a job: shortlisted, interview enabled, online enabled.

Closing a gate with booked interviews is refused, or cancels them if the caller says so.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import (
    InterviewDisabledError,
    InvalidStateError,
    NotFoundError,
    NotShortlistedError,
    ValidationError,
)
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.usecases.cancel import cancel
from greenroom.usecases.candidate_interviews import interviews_of
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates, Matches
    from greenroom.adapters.interviews import Interviews
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.schedule import Schedule

REASON = "The interview was disabled for this candidate and job."


type GateChange = Callable[[Match], Match]


class Gates(NamedTuple):
    """The gates of a candidate for a job after a change, and the interviews that the change cancelled."""

    match: Match
    cancelled: list[str]


def shortlisting(*, shortlisted: bool) -> GateChange:
    """A change that shortlists a candidate for a job, or takes the candidate off the shortlist, which closes all
    gates."""
    return lambda match: match.with_shortlisted(shortlisted=shortlisted)


def toggling(*, interview_enabled: bool | None, online_interview_enabled: bool | None) -> GateChange:
    """A change that opens or closes the gates for interviews and for online interviews.

    Raises ValidationError if neither is given. The change raises NotShortlistedError, and InterviewDisabledError if
    only the online gate is to be opened.
    """
    if interview_enabled is None and online_interview_enabled is None:
        sentence = "interview_enabled or online_interview_enabled is required"
        raise ValidationError.about("interview_enabled", sentence)

    def toggled(match: Match) -> Match:
        if not match.shortlisted and (interview_enabled or online_interview_enabled):
            raise NotShortlistedError
        after = match.with_gates(interview=interview_enabled, online=online_interview_enabled)
        if online_interview_enabled and not after.interview_enabled:
            raise InterviewDisabledError
        return after

    return toggled


def opening(
    *, shortlisted: bool | None, interview_enabled: bool | None, online_interview_enabled: bool | None
) -> GateChange:
    """A change of all gates: first the shortlist, then the gates that need it. Raises the errors of `toggling`."""
    if shortlisted is None:
        return toggling(interview_enabled=interview_enabled, online_interview_enabled=online_interview_enabled)
    listing = shortlisting(shortlisted=shortlisted)
    if interview_enabled is None and online_interview_enabled is None:
        return listing
    toggled = toggling(interview_enabled=interview_enabled, online_interview_enabled=online_interview_enabled)
    return lambda match: toggled(listing(match))


def read_gates(
    candidate_id: str, job_id: str | None, *, by: Caller, candidates: "Candidates", matches: "Matches", now: datetime
) -> Match | None:
    """The present gates; None for a candidate without a job. Raises NotFoundError."""
    candidate = candidates.get(by.org_id, candidate_id)
    wanted = job_id or candidate.job_id
    return _match(wanted, candidate_id, by, matches, now) if wanted else None


def change_gates(
    candidate_id: str,
    job_id: str | None,
    change: GateChange,
    *,
    cancel_booked: bool,
    by: Caller,
    candidates: "Candidates",
    jobs: "Jobs",
    matches: "Matches",
    interviews: "Interviews",
    schedule: "Schedule",
    links: LinkMaker,
    now: datetime,
    expected_version: int | None = None,
) -> Gates:
    """Open or close gates of a candidate for a job. Gates that have the wanted state already are not changed.

    Raises NotFoundError; ValidationError if no job is known; the errors of the change; StaleVersionError if the
    gates are not at `expected_version`; InvalidStateError for booked interviews without `cancel_booked`; BusyError.
    """
    candidate = candidates.get(by.org_id, candidate_id)
    wanted = _job_of(candidate, job_id, jobs)

    def attempt() -> Match:
        before = _match(wanted, candidate_id, by, matches, now)
        after = change(before)
        if after == before:
            return before
        refuse_stale_version(before.version, expected_version)
        if not cancel_booked and _closes(before, after) and _stranded(after, interviews):
            raise InvalidStateError(
                "Interviews are booked that need this. Cancel or move them first, or send cancel_booked: true."
            )
        return _replaced(before, after.changed(version=before.version + 1, updated_at=now), matches)

    # The gate closes first: later bookings are refused, so the bookings found after this are all of them.
    match = repeated(attempt)
    if _is_shown_changed(candidate, match):
        candidates.touch(by.org_id, candidate_id, match.updated_at)
    cancelled = _stranded(match, interviews) if cancel_booked else []
    for interview_id in cancelled:
        cancel(interview_id, REASON, by=by, schedule=schedule, links=links, now=now)
    return Gates(match, cancelled)


def _replaced(before: Match, after: Match, matches: "Matches") -> Match:
    """Store the gates and whether the candidate waits for a time. Raises ContentionError."""
    key = (after.org_id, after.job_id, after.candidate_id)
    if after.interview_enabled and not before.interview_enabled:
        # Written before the gate opens: a note without an open gate is ignored; without a note the candidate is missed.
        matches.note_waiting(*key, after.version)
    # Only while no booking was noted at the match since it was read: then it is read again.
    stored = matches.replace(after, before.version)
    if before.interview_enabled and not after.interview_enabled:
        matches.forget_waiting(*key, after.version)
    return stored


def _is_shown_changed(candidate: Candidate, match: Match) -> bool:
    """Whether the candidate's change time must follow, because lists show the gates: also after a call that broke
    off."""
    return bool(match.version) and match.job_id == candidate.job_id and candidate.updated_at < match.updated_at


def _job_of(candidate: Candidate, job_id: str | None, jobs: "Jobs") -> str:
    """The job of the gates: the given one, or else the candidate's own."""
    if candidate.is_being_erased:
        raise NotFoundError("Candidate")
    wanted = job_id or candidate.job_id
    if wanted is None:
        raise ValidationError.about("job_id", "job_id is required")
    return jobs.get(candidate.org_id, wanted).job_id


def _match(job_id: str, candidate_id: str, by: Caller, matches: "Matches", now: datetime) -> Match:
    found = matches.of(by.org_id, job_id, candidate_id)
    return found or Match(org_id=by.org_id, job_id=job_id, candidate_id=candidate_id, updated_at=now, version=0)


def _stranded(match: Match, interviews: "Interviews") -> list[str]:
    """Booked interviews that the gates no longer allow."""
    found = interviews_of(match, interviews=interviews)
    return [
        interview.interview_id
        for interview in found
        if interview.job_id == match.job_id
        and interview.status is InterviewStatus.SCHEDULED
        and not match.lets_in(online=interview.interview_type is InterviewType.ONLINE)
    ]


def _closes(before: Match, after: Match) -> bool:
    return any(before.lets_in(online=online) and not after.lets_in(online=online) for online in (False, True))
