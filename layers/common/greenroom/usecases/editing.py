"""Change one entity: read it, refuse a stale version, write it over the version that was read."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol, Self

from greenroom.errors import StaleVersionError
from greenroom.usecases.retry import repeated


class Editable(Protocol):
    """An entity with a version."""

    @property
    def version(self) -> int:
        """The version, which each change increases by one."""

    def changed(self, **fields: Any) -> Self:
        """A copy with these fields changed."""


def edit[E: Editable](
    read: Callable[[], E],
    change: Callable[[E], E],
    write: Callable[[E, int], E],
    *,
    expected_version: int | None,
    now: datetime,
) -> E:
    """Change an entity and return it. If nothing differs, nothing is written.

    Raises StaleVersionError if the entity is not at `expected_version`, and BusyError.
    """

    def attempt() -> E:
        before = read()
        refuse_stale_version(before.version, expected_version)
        after = change(before)
        if after == before:
            return before
        return write(after.changed(version=before.version + 1, updated_at=now), before.version)

    return repeated(attempt)


def refuse_stale_version(version: int, expected: int | None) -> None:
    """Raises StaleVersionError if a version is expected and differs."""
    if expected is not None and expected != version:
        raise StaleVersionError
