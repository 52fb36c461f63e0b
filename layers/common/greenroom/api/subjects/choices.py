"""Answers about a candidate's choice of a time."""

from typing import Annotated, Self

from greenroom.api.subjects.base import AnswerModel, example
from greenroom.clock import UtcTime
from greenroom.models.choice import Choice, ChoiceStatus


class ChoiceAnswer(AnswerModel):
    """The state of an invitation to choose a time."""

    status: ChoiceStatus
    """INVITED, TIMES_REQUESTED (with `wishes`; a time that is offered can still be chosen), DECLINED, CHOSEN."""
    invited_at: UtcTime
    """The time of the latest invitation."""
    expires_at: UtcTime
    """The time until which a time may be chosen. Afterwards invite again."""
    wishes: Annotated[str, example("Afternoons, or any time on Friday.")] | None
    """The times that would suit the candidate, in their own words."""

    @classmethod
    def of(cls, choice: Choice | None) -> Self | None:
        """Make the answer; None where the candidate was not invited to choose."""
        return cls.about(choice) if choice else None
