"""Positions in lists, as parameters of an address.

A position is no secret and needs no signature: the organisation is never taken from it, and a forged position finds
nothing.
"""

import re
from collections.abc import Sequence

from greenroom.models.page import Position

_PART = re.compile(r"[A-Za-z0-9_:.-]{1,64}")


def token_of(position: Position | None, names: Sequence[str]) -> str | None:
    """The parameter for the position after a page; None at the end of the list."""
    return "~".join(position[name] for name in names) if position else None


def position_in(token: str | None, names: Sequence[str]) -> Position | None:
    """The position in an address; None, which is the first page, for an invalid text."""
    parts = (token or "").split("~")
    if len(parts) != len(names) or not all(map(_PART.fullmatch, parts)):
        return None
    return dict(zip(names, parts, strict=True))
