"""A job's requirements of a résumé, and the evidence found for them."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from greenroom.models.entity import Entity

MOST_REQUIREMENTS = 40
MOST_YEARS = 15

RequirementName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class RequirementKind(StrEnum):
    MUST = "MUST"
    NICE = "NICE"
    YEARS = "YEARS"
    """A must that asks for a number of years."""


class Level(StrEnum):
    """The level at which a résumé shows a requirement."""

    USED = "USED"
    """Used in the description of a job or project."""
    NAMED = "NAMED"
    """Named in a list, a summary or under education."""
    NOT_FOUND = "NOT_FOUND"


class Requirement(Entity):
    requirement: RequirementName
    kind: RequirementKind
    years: int | None = Field(default=None, ge=1, le=MOST_YEARS)
    """Years that are asked for, of kind YEARS alone."""
    job_quote: str | None = None
    """The words of the job that ask for it; None if a recruiter added it."""


class Finding(Requirement):
    """A requirement as one résumé shows it."""

    level: Level
    quotes: tuple[str, ...] = ()
    """The words of the résumé that show it, in at most three passages."""
    months: int | None = None
    """Months of the dated jobs that show it, of kind YEARS alone."""
    points: float
    out_of: float
    """The most that this requirement can bring."""
