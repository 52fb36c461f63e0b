"""Fields of forms: an empty one was left out, and a refusal names the field that it is about."""

from collections.abc import Mapping

from greenroom.errors import ValidationError


def without_blanks(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields that somebody filled in."""
    return {name: value for name, value in typed.items() if value}


def problems_of(problem: ValidationError | None) -> dict[str, str]:
    """What is wrong, by field."""
    return {detail.field: detail.message for detail in problem.details} if problem else {}
