"""Sweeps: what is answered."""

from greenroom.api.subjects.base import AnswerModel


class SweptAnswer(AnswerModel):
    """How many interviews one sweep settled and reminded of."""

    completed: int
    no_show: int
    reminded: int
