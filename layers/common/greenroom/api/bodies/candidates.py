"""Candidates as answered, and the gates that were opened for them."""

from typing import Self

from pydantic import BaseModel

from greenroom.clock import UtcTime
from greenroom.models.candidate import Candidate, Match


class CandidateBody(BaseModel):
    """A candidate."""

    candidate_id: str
    full_name: str
    email: str
    job_id: str | None
    phone: str | None
    work_experience: str | int | float | None
    domain: str | None
    status: str
    timezone: str | None
    extra_time_percent: int
    created_at: UtcTime
    updated_at: UtcTime
    version: int

    @classmethod
    def of(cls, candidate: Candidate) -> Self:
        """The answer about a candidate."""
        return cls(**candidate.model_dump(exclude={"org_id", "calendar_key"}))


class GatesBody(BaseModel):
    """What a candidate may do for one job."""

    candidate_id: str
    job_id: str
    shortlisted: bool
    interview_enabled: bool
    online_interview_enabled: bool
    cancelled_interviews: list[str] = []
    """Interviews that were cancelled with this change."""
    version: int

    @classmethod
    def of(cls, match: Match, cancelled: list[str]) -> Self:
        """The answer to opening or closing a gate."""
        shown = match.model_dump(exclude={"org_id", "score", "updated_at"})
        return cls(**shown, cancelled_interviews=cancelled)
