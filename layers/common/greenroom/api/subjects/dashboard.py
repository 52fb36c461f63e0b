"""Answers about the dashboard."""

from typing import Self

from greenroom.api.subjects.base import AnswerModel
from greenroom.api.subjects.interviews import InterviewAnswer
from greenroom.usecases.dashboard import Overview


class Counts(AnswerModel):
    """Numbers of interviews. Those of finished interviews count the last 30 days."""

    today: int
    upcoming: int
    completed: int
    no_show: int
    cancelled: int


class DashboardAnswer(AnswerModel):
    """The day at a glance, in the organisation's zone."""

    today: list[InterviewAnswer]
    upcoming: list[InterviewAnswer]
    """The next 25 after today."""
    completed: list[InterviewAnswer]
    """The latest 25 of the last 30 days."""
    counts: Counts

    @classmethod
    def of(cls, overview: Overview) -> Self:
        """The answer to the dashboard."""
        return cls(
            today=[InterviewAnswer.of(shown) for shown in overview.today],
            upcoming=[InterviewAnswer.of(shown) for shown in overview.upcoming],
            completed=[InterviewAnswer.of(shown) for shown in overview.completed],
            counts=Counts(**overview.counts),
        )
