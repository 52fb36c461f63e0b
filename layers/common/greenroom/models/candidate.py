"""A candidate, and the candidate's gates for one job."""

from datetime import datetime, timedelta
from typing import NamedTuple, Self

from pydantic import Field

from greenroom.clock import UtcTime, ZoneName
from greenroom.models.calendar import calendar_key
from greenroom.models.entity import Entity
from greenroom.models.own_ids import WithOwnIds

ERASED_NAME = "Erased candidate"
INDEXES_HAVE_FOLLOWED = timedelta(minutes=5)
"""Usually within a fraction of a second (DynamoDB's developer guide); a lag of minutes would be an incident."""


class CandidateKey(NamedTuple):
    """Names a candidate."""

    org_id: str
    candidate_id: str


class WithNewInterviews(Entity):
    """An item at which new interviews are noted, so that a decision about all of them misses none."""

    new_interviews: dict[str, UtcTime] = Field(default_factory=dict)
    """Interviews that were made or booked in the last minutes, and when: indexes may not have them yet."""
    holds: int = 0
    """Raised with `new_interviews`; `version` stays, because no visible field changes."""
    version: int = 1

    def with_new_interview(self, interview_id: str, now: datetime) -> Self:
        """A copy with one more interview that was made or booked now, without those that every index has by now."""
        fresh = {key: at for key, at in self.new_interviews.items() if now - at < INDEXES_HAVE_FOLLOWED}
        return self.changed(new_interviews={**fresh, interview_id: now}, holds=self.holds + 1)


class Candidate(WithNewInterviews, WithOwnIds):
    org_id: str
    candidate_id: str
    full_name: str
    email: str
    job_id: str | None = None
    phone: str | None = None
    work_experience: str | int | float | None = None
    domain: str | None = None
    status: str = "NEW"
    """The recruiter's own word for where the candidate stands; Greenroom gives it no meaning."""
    timezone: ZoneName | None = None
    extra_time_percent: int = Field(default=0, ge=0, le=100)
    calendar_key: str
    """The key of the candidate's calendar. It is made from the address, and changes with it."""
    held_address: str | None = None
    """The hash of the address under which the candidate stands in the item that says who has it."""
    is_alone: bool | None = None
    """Written by an earlier release, which held an address for one job: such an item goes with the candidate."""
    is_being_erased: bool = False
    """Whether an erasure has begun. It is set first, so that no record is made for this candidate any more."""
    created_at: UtcTime
    updated_at: UtcTime

    def holding_address(self) -> "Candidate":
        """The candidate with the calendar and the hold of their own address."""
        key = calendar_key(self.org_id, self.email)
        return self.changed(calendar_key=key, held_address=key.removeprefix(f"{self.org_id}#"), is_alone=None)


class Match(WithNewInterviews):
    """One candidate for one job: the gates that a booking must pass."""

    org_id: str
    job_id: str
    candidate_id: str
    shortlisted: bool = False
    interview_enabled: bool = False
    online_interview_enabled: bool = False
    updated_at: UtcTime

    def with_shortlisted(self, *, shortlisted: bool) -> "Match":
        """Unshortlisting disables the interview, and with it online."""
        if shortlisted:
            return self.changed(shortlisted=True)
        return self.changed(shortlisted=False, interview_enabled=False, online_interview_enabled=False)

    def with_gates(self, *, interview: bool | None, online: bool | None) -> "Match":
        """Open or close the gates that are named; closing the interview closes online."""
        interview_enabled = self.interview_enabled if interview is None else interview
        online_enabled = self.online_interview_enabled if online is None else online
        return self.changed(
            interview_enabled=interview_enabled, online_interview_enabled=interview_enabled and online_enabled
        )

    def lets_in(self, *, online: bool) -> bool:
        """Whether an interview may be booked: an online one needs both gates."""
        return self.shortlisted and self.interview_enabled and (self.online_interview_enabled or not online)
