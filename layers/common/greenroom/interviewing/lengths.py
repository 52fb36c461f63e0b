"""The number of an interview's questions and the time limit of each answer, so that the interview fits its slot."""

from collections.abc import Sequence
from typing import NamedTuple

THINK_SECONDS = 20
"""The seconds to think before an answer's own time begins, without extra time."""
_SETTLING_SECONDS = 60
_FOLLOW_UPS_FROM = 20 * 60  # seconds of the shortest slot that has room for follow-ups
_FOLLOW_UPS_NEED = 2 * (90 + THINK_SECONDS)
_LONGER_AT_MOST = 1.5  # times the bank's time limit, if the slot has the time
_SPOKEN_AT_MOST = 300
_STEP = 10

# Pairs: the number of questions from a number of minutes on.
_TECHNICAL = ((0, 2), (6, 3), (10, 4), (15, 5), (20, 6), (35, 7), (45, 8), (60, 10), (90, 12))
_SPOKEN_BEFORE_CODING = ((0, 2), (25, 3), (55, 4))
_MOST = 20


class Lengths(NamedTuple):
    """The numbers and times of questions for a slot of `duration_minutes` (without extra time).

    `number_of_questions` and `minutes_per_question` are the recruiter's settings, or None.
    """

    duration_minutes: int
    number_of_questions: int | None = None
    minutes_per_question: int | None = None

    @property
    def slot_seconds(self) -> int:
        """The seconds of the slot without the first minute, in which candidates get ready."""
        slot = self.duration_minutes * 60
        return slot - min(_SETTLING_SECONDS, slot // 10)

    def technical(self, variant: float) -> int:
        """The number of questions without coding; `variant` (0 to 1) decides between two equally good numbers."""
        if self.number_of_questions:
            return min(_MOST, self.number_of_questions)
        number = _at(_TECHNICAL, self.duration_minutes)
        return number + 1 if 30 <= self.duration_minutes < 35 and variant < 0.5 else number

    @property
    def spoken_before_coding(self) -> int:
        """The number of spoken questions in an interview with coding tasks."""
        return _at(_SPOKEN_BEFORE_CODING, self.duration_minutes)

    def think_seconds(self, count: int) -> int:
        """The seconds to think for each of `count` questions; fewer in a slot that would leave no time to answer."""
        return min(THINK_SECONDS, self.slot_seconds // (4 * max(1, count)))

    def limits(self, wanted: Sequence[int], *, are_spoken: Sequence[bool]) -> list[int]:
        """The seconds for each answer: more than wanted if the slot has the time, fewer if it does not."""
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
