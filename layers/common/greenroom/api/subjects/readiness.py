"""Answers about the needs of a future interview."""

from typing import Annotated, Self

from greenroom.api.subjects.base import AnswerModel, example
from greenroom.clock import UtcTime
from greenroom.models.readiness import CheckName, Readiness, ReadinessCheck, ReadinessStatus


class ReadinessCheckAnswer(AnswerModel):
    """One thing that an interview needs."""

    name: Annotated[CheckName, example("CONTACT")]
    status: Annotated[ReadinessStatus, example("ATTENTION")]
    since: UtcTime
    what_to_do: Annotated[str, example("Name a contact on the interview or its job.")] | None
    """Null where nothing is to be done."""

    @classmethod
    def of(cls, check: ReadinessCheck) -> Self:
        """Make the answer about one check."""
        return cls.about(check)


class ReadinessAnswer(AnswerModel):
    """Whether an interview can take place as promised: the worst of its checks."""

    status: Annotated[ReadinessStatus, example("ATTENTION")]
    checks: list[ReadinessCheckAnswer]

    @classmethod
    def of(cls, readiness: Readiness | None) -> Self | None:
        """Make the answer; None for an interview that is not to come."""
        if readiness is None:
            return None
        return cls(status=readiness.status, checks=[ReadinessCheckAnswer.of(check) for check in readiness.checks])
