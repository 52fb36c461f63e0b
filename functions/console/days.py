"""Rows of a list by their day, in the order in which they come."""

from collections.abc import Iterable
from itertools import groupby
from typing import Protocol


class OnADay(Protocol):
    """A row that says which day it is on."""

    @property
    def day(self) -> str | None:
        """The day in words."""


def by_day[Row: OnADay](rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """Days in words, each with its rows."""
    return [(day or "", list(some)) for day, some in groupby(rows, key=lambda row: row.day)]
