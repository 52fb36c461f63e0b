"""The facts about a candidate's newest interview for lists of candidates, stored beside the gates."""

from greenroom.clock import UtcTime
from greenroom.models.choice import Choice, ChoiceStatus
from greenroom.models.entity import Entity
from greenroom.models.interview import InterviewStatus, InterviewType
from greenroom.models.session import DeliveryStatus


class LatestInterview(Entity):
    """The newest interview of a candidate, as it stood when its log was last followed: a moment ago."""

    org_id: str
    candidate_id: str
    interview_id: str
    job_id: str
    interview_type: InterviewType
    status: InterviewStatus
    started_at: UtcTime | None = None
    timezone: str | None = None
    version: int
    """The interview's: an older state never replaces a newer one."""
    email_status: DeliveryStatus | None = None
    """The delivery of the latest invitation; None if none was due yet."""
    choice: Choice | None = None
    """The state of an invitation to choose a time, without the candidate's wishes, which are long."""

    @property
    def is_declined(self) -> bool:
        """Whether the candidate was invited to choose a time and declined."""
        is_waiting = self.status is InterviewStatus.PENDING
        return is_waiting and self.choice is not None and self.choice.status is ChoiceStatus.DECLINED
