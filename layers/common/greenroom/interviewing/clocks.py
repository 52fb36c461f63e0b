"""The clock of one question: the time to think, the answer's own time, and the time that earlier answers left."""

from datetime import datetime, timedelta
from typing import NamedTuple

from greenroom.interviewing.lengths import THINK_SECONDS
from greenroom.interviewing.plan import Question, stretched
from greenroom.models.slot import AiInterviewType

SHOWN_WITHIN = timedelta(seconds=15)
"""The longest time from asking a question to the start of its clock, however late a page reports showing it."""
TYPING_SHARE = 0.5
"""The share of a spoken question's time that a typed answer gets on top: people speak faster than they type."""


def think_seconds(extra_time_percent: int) -> int:
    """The seconds to think before an answer's own time begins, extra time included."""
    return stretched(THINK_SECONDS, extra_time_percent)


class QuestionClock(NamedTuple):
    """The times at which a question's clock starts and ends.

    A page that does not report showing the question counts as having shown it at once, so it gains no time.
    """

    question: Question
    asked_at: datetime
    shown_at: datetime | None
    """The time at which the page said that the question is on the screen."""
    is_typed: bool
    saved_seconds: int
    """The seconds that earlier answers left."""
    extra_time_percent: int
    interview_ends_at: datetime
    later_seconds: int
    """The seconds that later questions need."""

    @property
    def thinks_until(self) -> datetime:
        """The time at which the answer's own time begins."""
        shown = self.asked_at
        if self.shown_at is not None:
            shown = min(max(self.shown_at, self.asked_at), self.latest_shown_at)
        return shown + timedelta(seconds=think_seconds(self.extra_time_percent))

    @property
    def latest_shown_at(self) -> datetime:
        """The latest time at which the question counts as shown."""
        return self.asked_at + SHOWN_WITHIN

    @property
    def typing_seconds(self) -> int:
        """The seconds that a typed answer gets on top; none for a coding task, whose time is for typing already."""
        is_spoken = self.question.round is AiInterviewType.TECHNICAL
        return int(self.question.time_limit_seconds * TYPING_SHARE) if is_spoken else 0

    @property
    def own_end(self) -> datetime:
        """The time at which the answer's own time is over."""
        return self.thinks_until + timedelta(seconds=self.question.time_limit_seconds)

    @property
    def latest_end(self) -> datetime:
        """The latest end that takes no time from later questions."""
        return self.interview_ends_at - timedelta(seconds=self.later_seconds)

    @property
    def ends_at(self) -> datetime:
        """The time at which the answer is due, at most the interview's end. Typing and earlier answers add time only
        as far as later questions keep theirs."""
        more = self.saved_seconds + (self.typing_seconds if self.is_typed else 0)
        wished = min(self.own_end + timedelta(seconds=more), self.latest_end)
        return min(max(self.own_end, wished), max(self.interview_ends_at, self.asked_at))

    def unused_seconds(self, answered_at: datetime) -> int:
        """The seconds that an answer leaves to later ones; negative if it used time that earlier answers had left."""
        left = int((self.own_end - answered_at).total_seconds())
        if left >= 0:
            return min(left, self.question.time_limit_seconds)
        return min(0, left + (self.typing_seconds if self.is_typed else 0))
