"""Slots as answered."""

from datetime import date
from typing import Self

from pydantic import BaseModel

from greenroom.clock import UtcTime
from greenroom.models.slot import AiInterviewType, Slot, SlotStatus
from greenroom.rules.slots import WallTimes, slot_times


class SlotBody(BaseModel):
    """A slot."""

    slot_id: str
    job_id: str
    interview_date: date
    start_time: str
    end_time: str
    timezone: str
    starts_at: UtcTime
    ends_at: UtcTime
    max_candidates: int
    current_bookings: int
    status: SlotStatus
    ai_interview_type: AiInterviewType
    note: str | None
    """What was decided where the clocks show a time of this slot twice."""
    created_at: UtcTime
    updated_at: UtcTime
    version: int

    @classmethod
    def of(cls, slot: Slot) -> Self:
        """The answer about a slot."""
        shown = slot.model_dump(exclude={"org_id", "is_cancelled", "is_private", "start_time", "end_time"})
        return cls(
            **shown,
            start_time=f"{slot.start_time:%H:%M}",
            end_time=f"{slot.end_time:%H:%M}",
            status=slot.status,
            note=_note(slot),
        )


class SlotsBody(BaseModel):
    """Slots that were made together."""

    items: list[SlotBody]


def _note(slot: Slot) -> str | None:
    if slot.is_private:
        return None
    return slot_times(WallTimes(slot.interview_date, slot.start_time, slot.end_time, slot.timezone)).note
