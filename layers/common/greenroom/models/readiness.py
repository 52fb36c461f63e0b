"""The needs of a future interview before it can take place."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class ReadinessStatus(StrEnum):
    READY = "READY"
    ATTENTION = "ATTENTION"
    """It takes place; something is not as it could be."""
    NOT_READY = "NOT_READY"
    """It cannot take place until somebody acts."""


class CheckName(StrEnum):
    TIME = "TIME"
    INVITATION = "INVITATION"
    CONTACT = "CONTACT"
    """Whether anybody answers the candidate."""
    INTERVIEWERS = "INTERVIEWERS"
    MEETING = "MEETING"
    QUESTIONS = "QUESTIONS"


class ReadinessCheck(NamedTuple):
    name: CheckName
    status: ReadinessStatus
    since: datetime
    what_to_do: str | None = None
    """None if nothing is to be done."""


class Readiness(NamedTuple):
    checks: tuple[ReadinessCheck, ...]

    @property
    def status(self) -> ReadinessStatus:
        """The worst of the checks."""
        order = list(ReadinessStatus)
        return max((check.status for check in self.checks), key=order.index, default=ReadinessStatus.READY)

    @property
    def missing(self) -> tuple[ReadinessCheck, ...]:
        """A need that somebody should look at."""
        return tuple(check for check in self.checks if check.status is not ReadinessStatus.READY)
