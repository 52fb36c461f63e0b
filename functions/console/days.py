"""Groups the rows of a list by their day, in the list's order."""

from collections.abc import Iterable
from itertools import groupby
from typing import Protocol


class OnADay(Protocol):
    """A row with a day."""

    @property
    def day(self) -> str | None:
        """The day in words."""


def by_day[Row: OnADay](rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    """The days in words, each with its rows."""
    return [(day or "", list(some)) for day, some in groupby(rows, key=lambda row: row.day)]
