"""The methods of an address, for answers to requests with another one."""

from collections.abc import Iterable
from typing import Protocol


class Addressed(Protocol):
    """What stands at an address."""

    @property
    def method(self) -> str:
        """Such as GET."""

    @property
    def path(self) -> str:
        """Such as /jobs/<job_id>."""


def methods_at(path: str, routes: Iterable[Addressed]) -> tuple[str, ...]:
    """The methods of all routes at a path, in order; none where nothing is there."""
    found = {route.method for route in routes if _fits(route.path, path)}
    if not found:
        return ()
    return tuple(sorted(found | {"OPTIONS"} | ({"HEAD"} if "GET" in found else set())))


def _fits(pattern: str, path: str) -> bool:
    wanted, asked = pattern.split("/"), path.split("/")
    if len(wanted) != len(asked):
        return False
    return all(part.startswith("<") or part == other for part, other in zip(wanted, asked, strict=True))
