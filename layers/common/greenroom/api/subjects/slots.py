"""Requests and answers about slots."""

from copy import replace
from datetime import date, time
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from greenroom.api.cursor import OwnIdQuery
from greenroom.api.fields import WHOLE, Day, Identifier, JobId, SlotId, WallTime, When
from greenroom.api.subjects.base import (
    AnswerModel,
    OwnIdFields,
    RequestModel,
    SharedFields,
    StoredAnswer,
    example,
    whole_example,
)
from greenroom.clock import UtcTime, ZoneName
from greenroom.models.slot import AiInterviewType, Slot, SlotStatus
from greenroom.rules.slots import MOST_AT_ONCE, Weekday, days_between, note_of
from greenroom.usecases.slots import OwnIds, SlotRequest, one_of_each

WEEKDAY_NAMES = Literal["MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN"]


class SlotFields(SharedFields):
    """The fields of a slot."""

    job_id: JobId
    start_time: Annotated[WallTime, example("14:30")]
    end_time: Annotated[WallTime, example("15:15")]
    """The local end. If it is not later than `start_time`, it is on the next day."""
    max_candidates: Annotated[int, Field(ge=1, le=500), WHOLE] = 1
    ai_interview_type: AiInterviewType = AiInterviewType.TECHNICAL


class SlotRequestModel(SlotFields, RequestModel):
    """The fields that all slots of a request share."""

    timezone: Annotated[ZoneName, example("Asia/Kolkata")] | None = None
    """IANA name; the organisation's zone if left out."""
    current_bookings: Any = None
    """Accepted and ignored: only a booking counts."""
    status: Any = None
    """Accepted and ignored: it follows from the bookings."""

    def as_request(self) -> SlotRequest:
        """Convert to the request that the use case takes, without the ignored fields."""
        return SlotRequest(
            self.job_id,
            self.start_time,
            self.end_time,
            self.timezone,
            self.max_candidates,
            self.ai_interview_type,
        )


class CreateSlot(OwnIdFields, SlotRequestModel):
    """A whole slot, for POST and PUT."""

    interview_date: Annotated[Day, example("2026-11-27")]

    def as_request(self) -> SlotRequest:
        """Convert to the request that the use case takes, without the ignored fields."""
        return replace(super().as_request(), own_ids=OwnIds(self.external_id, self.metadata))


class CreateSlots(SlotRequestModel):
    """Slots at the same local time: on `dates`, or on `weekdays` from `from` to `to` (both included)."""

    model_config = whole_example(
        job_id="job_01jd8m4a7x5w3v1t9r7p5n3m1k",
        start_time="14:30",
        end_time="15:15",
        weekdays=["MON", "WED"],
        **{"from": "2026-11-30", "to": "2026-12-11"},
    )

    start_times: Annotated[list[WallTime], Field(min_length=1, max_length=MOST_AT_ONCE)] | None = None
    """Further starts on each day. Each slot is as long as that from `start_time` to `end_time`."""
    dates: Annotated[list[Day], Field(min_length=1, max_length=MOST_AT_ONCE)] | None = None
    first_day: Annotated[Day, example("2026-11-30")] | None = Field(default=None, alias="from")
    last_day: Annotated[Day, example("2026-12-11")] | None = Field(default=None, alias="to")
    weekdays: Annotated[list[WEEKDAY_NAMES], Field(min_length=1, max_length=7, examples=[["MON", "WED"]])] | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        as_range = (self.first_day, self.last_day, self.weekdays)
        if (self.dates is None) == all(part is None for part in as_range):
            raise ValueError("give either dates, or from, to and weekdays")
        if self.dates is None and None in as_range:
            raise ValueError("from, to and weekdays are needed together")
        return self

    def starts(self) -> list[time]:
        """The start times on each day, earliest first."""
        return sorted({self.start_time, *(self.start_times or ())})

    def days(self) -> list[date]:
        """The days of `dates`, or of the range. Raises ValidationError for a range without days."""
        if self.dates is not None or self.first_day is None or self.last_day is None:
            return one_of_each(self.dates or [])
        return days_between(self.first_day, self.last_day, frozenset(Weekday[name] for name in self.weekdays or ()))


class CloseSlots(RequestModel):
    slot_ids: Annotated[list[SlotId], Field(min_length=1, max_length=MOST_AT_ONCE)]


class ClosedSlotAnswer(AnswerModel):
    """The result for one slot."""

    slot_id: SlotId
    status: Annotated[str, example("OK")]
    """OK, or the code of the refusal that this one alone would have got."""
    error: Annotated[str, example("1 interviews are booked on this slot. Reschedule or cancel them first.")] | None
    """Why it is not OK."""


class ClosedSlotsAnswer(AnswerModel):
    """The results, in the order of the request."""

    items: list[ClosedSlotAnswer]


class SlotQuery(OwnIdQuery):
    job_id: Identifier | None = None
    since: When | None = Field(default=None, alias="from")
    """Slots that start from then on: a time, or a day in the organisation's zone."""
    until: When | None = Field(default=None, alias="to")
    """Slots that start before then, or up to the end of that day."""
    available: bool = False
    """Only slots that have a free seat and have not begun."""
    private: bool = False
    """Whether to list private slots too, which belong to one interview."""


class SlotAnswer(StoredAnswer, SlotFields, OwnIdFields):
    """A slot."""

    slot_id: SlotId
    interview_date: date
    timezone: Annotated[str, example("Asia/Kolkata")]
    starts_at: UtcTime
    ends_at: UtcTime
    current_bookings: int
    status: SlotStatus
    is_private: bool
    """Whether the slot was made for one interview that was given a time instead of a slot."""
    note: str | None
    """Remarks about the times: an end on the next day, or a time that the clocks show twice."""

    @classmethod
    def of(cls, slot: Slot) -> Self:
        """The answer about a slot."""
        return cls.about(slot, status=slot.status, note=note_of(slot))


class SlotsAnswer(AnswerModel):
    """Slots that were made together."""

    items: list[SlotAnswer]
