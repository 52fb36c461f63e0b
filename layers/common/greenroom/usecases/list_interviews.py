"""List interviews by a filter, in the order of creation, of times or of changes."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.models.caller import Caller
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.usecases.periods import ALWAYS, Period

if TYPE_CHECKING:
    from greenroom.adapters.collection import Listing
    from greenroom.adapters.interviews import Interviews
    from greenroom.models.page import Page, Position


class InterviewFilter(NamedTuple):
    """The filter of a list of interviews."""

    job_id: str | None = None
    candidate_id: str | None = None
    status: InterviewStatus | None = None
    period: Period = ALWAYS
    interviewer_email: str | None = None
    updated_since: datetime | None = None
    """If set, the list is in the order of changes."""

    def fits(self, interview: Interview) -> bool:
        """Whether an interview fits the filter. The index may have found others, too."""
        since, until, start = self.period.since, self.period.until, interview.started_at
        return (
            self.job_id in {None, interview.job_id}
            and self.candidate_id in {None, interview.candidate_id}
            and self.status in {None, interview.status}
            and (self.interviewer_email is None or interview.is_held_by(self.interviewer_email))
            and (since is None or (start is not None and start >= since))
            and (until is None or (start is not None and start < until))
        )

    @property
    def goes_by_time(self) -> bool:
        """Whether to use the index by time, which has status and job, and lacks pending interviews."""
        has_period = self.period.since is not None or self.period.until is not None
        return has_period or self.status not in {None, InterviewStatus.PENDING}


def list_interviews(
    wanted: InterviewFilter,
    *,
    by: Caller,
    interviews: "Interviews",
    limit: int,
    position: "Position | None",
) -> "Page[Interview]":
    """Interviews of an organisation, newest first.

    They are in the order of their times if the filter has a period or a status other than PENDING, and otherwise in the
    order of their creation.
    """
    listing = _listing(wanted, by, interviews)
    is_filtered = wanted != InterviewFilter(updated_since=wanted.updated_since)
    return interviews.page(listing, limit=limit, position=position, keep=wanted.fits if is_filtered else None)


def position_names(wanted: InterviewFilter) -> tuple[str, ...]:
    """The fields of this list's cursor."""
    if wanted.updated_since is not None:
        return ("interview_id", "updated_at")
    by_id = wanted.candidate_id is not None or (wanted.job_id is not None and not wanted.goes_by_time)
    return ("interview_id",) if by_id or not wanted.goes_by_time else ("interview_id", "started_at")


def _listing(wanted: InterviewFilter, by: Caller, interviews: "Interviews") -> "Listing":
    if wanted.updated_since is not None:
        return interviews.changed_since(by.org_id, wanted.updated_since)
    if wanted.candidate_id is not None:
        return interviews.of_candidate(by.org_id, wanted.candidate_id)
    if wanted.goes_by_time:
        by_time = interviews.by_time(by.org_id, wanted.period.since, wanted.period.until)
        return by_time.picking(
            lambda entry: wanted.job_id in {None, entry["job_id"]} and wanted.status in {None, entry["status"]}
        )
    if wanted.job_id is not None:
        return interviews.of_job(by.org_id, wanted.job_id)
    return interviews.newest_first(by.org_id)


def all_of_candidate(org_id: str, candidate_id: str, interviews: "Interviews") -> Iterator[Interview]:
    """All interviews of a candidate, newest first."""
    return interviews.each(interviews.of_candidate(org_id, candidate_id))
