"""A page of a list, and where the list goes on."""

from typing import NamedTuple

MOST_EXAMINED = 1_000
"""Entities that one page of a filtered list looks at; then it answers what it has and a cursor to go on from."""

type Position = dict[str, str]
"""The position where a page of a list ended: the parts of a key that the caller does not give."""


class Page[E](NamedTuple):
    """Some of a list, and where to go on; None at the end."""

    items: list[E]
    next_position: Position | None
