"""Ratings of an interview: one by each reviewer for each criterion, hidden from others until they have rated it."""

from collections.abc import Iterable, Sequence
from typing import Annotated, NamedTuple

from pydantic import Field

from greenroom.clock import UtcTime
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.plan import InterviewPlan
from greenroom.models.entity import Entity

LOWEST, HIGHEST = 1, 5
HELD_BY_PEOPLE = (
    Competency.EXPERIENCE,
    Competency.KNOWLEDGE,
    Competency.PROBLEM_SOLVING,
    Competency.COMMUNICATION,
    Competency.COLLABORATION,
)
"""The criteria of an interview that has no plan, because people ask the questions."""


class Rating(Entity):
    """One reviewer's view of one criterion."""

    reviewer: str
    """The reviewer as the audit log names them: `token:<name>` or a member."""
    criterion: Competency
    score: Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
    note: str | None = None
    first_score: int | None = None
    """The first score, if it was changed since. It was given before the other reviewers' scores could be seen."""
    rated_at: UtcTime
    version: int = 1


class CriterionRated(NamedTuple):
    """One criterion with the ratings that a reader may see."""

    criterion: Competency
    ratings: tuple[Rating, ...]
    hidden: int
    """The number of other reviewers' ratings, which are hidden until the reader has rated the criterion."""

    @property
    def lowest(self) -> int | None:
        """The lowest of the scores shown."""
        return min((one.score for one in self.ratings), default=None)

    @property
    def highest(self) -> int | None:
        """The highest of the scores shown."""
        return max((one.score for one in self.ratings), default=None)


def criteria_of(plan: InterviewPlan | None) -> tuple[Competency, ...]:
    """The criteria by which an interview is rated: the subjects of its questions, in the order asked."""
    if plan is None:
        return HELD_BY_PEOPLE
    return tuple(dict.fromkeys(question.competency for question in plan.questions))


def as_seen_by(reviewer: str, criteria: Sequence[Competency], ratings: Iterable[Rating]) -> tuple[CriterionRated, ...]:
    """The ratings that this reviewer may see. A criterion's ratings are hidden until the reviewer has rated it."""
    found = sorted(ratings, key=lambda one: (one.rated_at, one.reviewer))
    seen = []
    for criterion in dict.fromkeys([*criteria, *(one.criterion for one in found)]):
        given = tuple(one for one in found if one.criterion is criterion)
        is_open = any(one.reviewer == reviewer for one in given)
        seen.append(CriterionRated(criterion, given if is_open else (), 0 if is_open else len(given)))
    return tuple(seen)
