"""Requests and answers about sweeps and the clock of test records."""

from typing import Annotated, Self

from pydantic import Field

from greenroom.api.fields import Moment
from greenroom.api.subjects.base import AnswerModel, RequestModel, whole_example
from greenroom.clock import UtcTime
from greenroom.usecases.sweep import Swept


class SweptAnswer(AnswerModel):
    """The number of interviews that one sweep set to COMPLETED or NO_SHOW, and of those that it sent reminders for."""

    completed: int
    no_show: int
    reminded: int


class MoveClock(RequestModel):
    """A move of the clock of test records, by a number of minutes or to a time."""

    model_config = whole_example(advance_minutes=90)

    advance_minutes: Annotated[int, Field(ge=1, le=525_600)] | None = None
    to: Moment | None = None
    """Not before the time that these records have."""


class ClockAnswer(SweptAnswer):
    """The clock of test records, and the work that was done after moving it."""

    now: UtcTime
    ahead_seconds: int
    """The seconds by which the clock of test records is ahead of the real time."""
    is_finished: bool
    """Whether all that came due is done; else `POST /interviews/auto-update-status` does the rest."""

    @classmethod
    def of(cls, now: UtcTime, ahead_seconds: int, swept: Swept) -> Self:
        """The answer to moving the time on."""
        return cls(
            now=now,
            ahead_seconds=ahead_seconds,
            completed=swept.completed,
            no_show=swept.no_show,
            reminded=swept.reminded,
            is_finished=swept.is_finished,
        )
