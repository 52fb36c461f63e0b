"""Free times that a candidate may choose for an interview: far enough ahead, and without overlaps."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.models.booking_reads import People
from greenroom.models.interview import Interview
from greenroom.models.organisation import Policy
from greenroom.models.slot import Slot, SlotStatus
from greenroom.rules.booking import windows

if TYPE_CHECKING:
    from greenroom.adapters.slots import Slots
    from greenroom.models.page import Position

TIMES = 30
"""Free times on a page."""


class FreeTime(NamedTuple):
    """A slot with a free seat, and the end of this candidate's interview on it, extra time included."""

    slot: Slot
    ends_at: datetime


class FreeTimes(NamedTuple):
    """One page of free times, earliest first, and where the next page begins."""

    times: list[FreeTime]
    next_position: "Position | None"


def free_times(
    interview: Interview,
    people: People,
    policy: Policy,
    position: "Position | None",
    *,
    slots: "Slots",
    now: datetime,
) -> FreeTimes:
    """Slots of the interview's job with a free seat, after the notice period, without overlaps in the calendars.

    Raises ValidationError for a cursor of another list.
    """
    listing = slots.soonest_first(
        interview.org_id,
        job_id=interview.job_id,
        since=now + timedelta(minutes=policy.min_notice_minutes),
        until=now + timedelta(days=policy.max_advance_days),
        is_open=True,
    )
    extra = people.candidate.extra_time_percent

    def ends_at(slot: Slot) -> datetime:
        return windows(interview.interview_type, slot.starts_at, slot.ends_at, policy, extra).ends_at

    def fits(slot: Slot) -> bool:
        is_free = slot.status is SlotStatus.AVAILABLE and not slot.is_private and slot.slot_id != interview.slot_id
        busy = (
            time.overlaps(slot.starts_at, ends_at(slot))
            for calendar in people.calendars
            for other, time in calendar.busy.items()
            if other != interview.interview_id
        )
        return is_free and not any(busy)

    page = slots.page(listing, limit=TIMES, position=position, keep=fits)
    return FreeTimes([FreeTime(slot, ends_at(slot)) for slot in page.items], page.next_position)
