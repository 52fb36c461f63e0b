"""A candidate, and what a recruiter decided about the candidate for one job."""

from pydantic import Field

from greenroom.clock import UtcTime, ZoneName
from greenroom.models.entity import Entity


class Candidate(Entity):
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
    """Whose calendar this is: made from the address, and moved with it."""
    created_at: UtcTime
    updated_at: UtcTime
    version: int = 1


class Match(Entity):
    """One candidate for one job: the gates that a booking must pass."""

    org_id: str
    job_id: str
    candidate_id: str
    shortlisted: bool = False
    interview_enabled: bool = False
    online_interview_enabled: bool = False
    updated_at: UtcTime
    version: int = 1

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
