"""How many questions an interview has, and how long each answer may take: fewer and deeper, and it fits the slot."""

from collections.abc import Sequence
from typing import NamedTuple

THINK_SECONDS = 20
"""To think before a question's own time runs, before extra time."""
_SETTLING_SECONDS = 60
_FOLLOW_UPS_FROM = 20 * 60  # seconds of a slot that has room for follow-ups
_FOLLOW_UPS_NEED = 2 * (90 + THINK_SECONDS)
_LONGER_AT_MOST = 1.5  # times what the bank gives an answer, where the slot has the time
_SPOKEN_AT_MOST = 300
_STEP = 10

# From so many minutes on, so many questions.
_TECHNICAL = ((0, 2), (6, 3), (10, 4), (15, 5), (20, 6), (35, 7), (45, 8), (60, 10), (90, 12))
_SPOKEN_BEFORE_CODING = ((0, 2), (25, 3), (55, 4))
_MOST = 20


class Lengths(NamedTuple):
    """What a slot of `duration_minutes` (without extra time) has room for.

    `number_of_questions` and `minutes_per_question` are what the recruiter set, or None.
    """

    duration_minutes: int
    number_of_questions: int | None = None
    minutes_per_question: int | None = None

    @property
    def slot_seconds(self) -> int:
        """The slot without the first minute, in which candidates get ready."""
        slot = self.duration_minutes * 60
        return slot - min(_SETTLING_SECONDS, slot // 10)

    def technical(self, variant: float) -> int:
        """Questions of an interview without coding; `variant` (0 to 1) decides where two numbers are equally good."""
        if self.number_of_questions:
            return min(_MOST, self.number_of_questions)
        number = _at(_TECHNICAL, self.duration_minutes)
        return number + 1 if 30 <= self.duration_minutes < 35 and variant < 0.5 else number

    @property
    def spoken_before_coding(self) -> int:
        """Spoken questions of an interview with coding tasks."""
        return _at(_SPOKEN_BEFORE_CODING, self.duration_minutes)

    def think_seconds(self, count: int) -> int:
        """For each of `count` questions; less in a slot that would have no time to answer."""
        return min(THINK_SECONDS, self.slot_seconds // (4 * max(1, count)))

    def limits(self, wanted: Sequence[int], *, are_spoken: Sequence[bool]) -> list[int]:
        """Seconds for each answer: longer than wanted where the slot has the time, shorter where it has not."""
        if self.minutes_per_question:
            set_by_hand = self.minutes_per_question * 60
            wanted = [set_by_hand if spoken else seconds for seconds, spoken in zip(wanted, are_spoken, strict=True)]
        total = sum(wanted)
        room = self.slot_seconds - len(wanted) * self.think_seconds(len(wanted))
        if total > room:
            return [max(1, seconds * room // total) for seconds in wanted]
        if self.minutes_per_question:
            return list(wanted)
        spoken = sum(seconds for seconds, is_spoken in zip(wanted, are_spoken, strict=True) if is_spoken)
        reserve = _FOLLOW_UPS_NEED if self.duration_minutes * 60 >= _FOLLOW_UPS_FROM else 0
        factor = min(_LONGER_AT_MOST, 1 + max(0, room - total - reserve) / max(1, spoken))
        return [
            min(max(seconds, _SPOKEN_AT_MOST), int(seconds * factor) // _STEP * _STEP) if is_spoken else seconds
            for seconds, is_spoken in zip(wanted, are_spoken, strict=True)
        ]


def _at(steps: Sequence[tuple[int, int]], minutes: int) -> int:
    return next(count for least, count in reversed(steps) if minutes >= least)
