"""A slot: a time at which a number of candidates for one job can be interviewed."""

from datetime import date, time
from enum import StrEnum

from pydantic import Field

from greenroom.clock import UtcTime, ZoneName
from greenroom.models.own_ids import WithOwnIds


class AiInterviewType(StrEnum):
    TECHNICAL = "TECHNICAL"
    CODING = "CODING"


class SlotStatus(StrEnum):
    AVAILABLE = "AVAILABLE"
    BOOKED = "BOOKED"
    CANCELLED = "CANCELLED"


class Slot(WithOwnIds):
    org_id: str
    slot_id: str
    job_id: str
    interview_date: date
    start_time: time
    end_time: time
    timezone: ZoneName
    starts_at: UtcTime
    ends_at: UtcTime
    max_candidates: int = Field(default=1, ge=1, le=500)
    current_bookings: int = Field(default=0, ge=0)
    ai_interview_type: AiInterviewType = AiInterviewType.TECHNICAL
    is_cancelled: bool = False
    is_private: bool = False
    """Whether the slot was made for one interview that was given a time. It is closed when that interview leaves it."""
    created_at: UtcTime
    updated_at: UtcTime
    version: int = 1

    @property
    def status(self) -> SlotStatus:
        if self.is_cancelled:
            return SlotStatus.CANCELLED
        return SlotStatus.BOOKED if self.current_bookings >= self.max_candidates else SlotStatus.AVAILABLE
