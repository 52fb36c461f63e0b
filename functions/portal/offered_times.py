"""Free times and refusals in the forms to choose a time and to move to another time."""

import re
from typing import NamedTuple

from greenroom.errors import GreenroomError
from greenroom.models.page import Position
from greenroom.usecases.free_times import FreeTime
from greenroom.wording import from_to, own_time

type TimeToChoose = tuple[str, str, str | None]
"""Slot id, `14:30 to 15:15`, and the same in the slot's zone where that differs."""

REFUSALS = {
    "SLOT_FULL": "Somebody else took this time a moment ago. Choose another one.",
    "SLOT_CLOSED": "This time is not offered any more. Choose another one.",
    "SLOT_JOB_MISMATCH": "This time is not offered any more. Choose another one.",
    "NOT_FOUND": "This time is not offered any more. Choose another one.",
    "CALENDAR_CONFLICT": "You, or the person you meet, have another interview at that time. Choose another one.",
    "TOO_SOON": "It is too late for that time. Choose a later one, or write to the recruiter.",
    "IN_THE_PAST": "That time has passed. Choose a later one.",
    "TOO_FAR_AHEAD": "That time is too far ahead. Choose an earlier one.",
    "STALE_VERSION": "This interview changed in the meantime. Look at it below, then decide again.",
    "INVALID_STATE": "This interview has begun or is over, so it stays as it is.",
}
CLOSED = "The recruiter has closed interviews for this job."
GATES = frozenset({"NOT_SHORTLISTED", "INTERVIEW_DISABLED", "ONLINE_DISABLED"})
MISSING = {
    "moved": "Choose one of the times first.",
    "cancelled": "Write a reason of up to 500 characters first. One sentence is enough.",
    "chosen": "Choose one of the times first.",
    "asked": "Write in up to 500 characters which times would suit you. One sentence is enough.",
    "declined": "A reason has up to 500 characters.",
}
CURSOR = re.compile(r"([A-Za-z0-9_:.-]{1,64})(?:~([A-Za-z0-9_-]{1,64}))?")


class Refused(NamedTuple):
    """A refused change: the rule that refused it, the form that sent it, and the text that was typed."""

    error: GreenroomError
    wanted: str
    typed: str = ""

    @property
    def words(self) -> str:
        code = self.error.code
        if code in GATES:
            return CLOSED
        return MISSING[self.wanted] if code == "VALIDATION" else REFUSALS.get(code, self.error.message)


def time_to_choose(time: FreeTime, zone: str) -> TimeToChoose:
    """A free time for a form, in the reader's zone."""
    slot = time.slot
    words = from_to(slot.starts_at, time.ends_at, zone)
    return slot.slot_id, words, own_time(slot.starts_at, zone, slot.timezone)


def position_in(text: str | None) -> Position | None:
    """The position of a page of free times, from its text. None for an invalid text."""
    found = CURSOR.fullmatch(text or "")
    return {"starts_at": found[1], "slot_id": found[2]} if found and found[2] else None
