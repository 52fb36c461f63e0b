"""The clock of one question: time to think, the answer's own time, and what earlier answers left over."""

from datetime import datetime, timedelta
from typing import NamedTuple

from greenroom.interviewing.lengths import THINK_SECONDS
from greenroom.interviewing.plan import Question, stretched
from greenroom.models.slot import AiInterviewType

SHOWN_WITHIN = timedelta(seconds=15)
"""A page that says later that its question is on the screen starts the clock no later than this."""
TYPING_SHARE = 0.5
"""Of an answer's time, given on top to who types a spoken question's answer: people speak faster than they type."""


def think_seconds(extra_time_percent: int) -> int:
    """To think before an answer's own time runs."""
    return stretched(THINK_SECONDS, extra_time_percent)


class QuestionClock(NamedTuple):
    """When a question's time runs.

    A page that does not report showing the question has shown it at once, so silence gains no time.
    """

    question: Question
    asked_at: datetime
    shown_at: datetime | None
    """When the page said that it is on the screen."""
    is_typed: bool
    saved_seconds: int
    """The time that earlier answers left over."""
    extra_time_percent: int
    interview_ends_at: datetime
    later_seconds: int
    """The time that later questions need."""

    @property
    def thinks_until(self) -> datetime:
        """When the answer's own time begins."""
        shown = self.asked_at
        if self.shown_at is not None:
            shown = min(max(self.shown_at, self.asked_at), self.latest_shown_at)
        return shown + timedelta(seconds=think_seconds(self.extra_time_percent))

    @property
    def latest_shown_at(self) -> datetime:
        """The latest that a page may say that it showed the question."""
        return self.asked_at + SHOWN_WITHIN

    @property
    def typing_seconds(self) -> int:
        """More time where the answer is typed; a coding task's time is for typing already."""
        is_spoken = self.question.round is AiInterviewType.TECHNICAL
        return int(self.question.time_limit_seconds * TYPING_SHARE) if is_spoken else 0

    @property
    def own_end(self) -> datetime:
        """When the answer's own time is over."""
        return self.thinks_until + timedelta(seconds=self.question.time_limit_seconds)

    @property
    def latest_end(self) -> datetime:
        """How long more time may last without taking any from later questions."""
        return self.interview_ends_at - timedelta(seconds=self.later_seconds)

    @property
    def ends_at(self) -> datetime:
        """When its time is over, with what typing and earlier answers give; never after the interview."""
        more = self.saved_seconds + (self.typing_seconds if self.is_typed else 0)
        wished = min(self.own_end + timedelta(seconds=more), self.latest_end)
        return min(max(self.own_end, wished), max(self.interview_ends_at, self.asked_at))

    def unused_seconds(self, answered_at: datetime) -> int:
        """The time that an answer leaves to later ones; negative if it used time that earlier answers had left."""
        left = int((self.own_end - answered_at).total_seconds())
        if left >= 0:
            return min(left, self.question.time_limit_seconds)
        return min(0, left + (self.typing_seconds if self.is_typed else 0))
