"""One declared route: what the resolver calls, what the document shows, and what the tests read."""

from collections.abc import Callable
from typing import Any, NamedTuple

from pydantic import BaseModel

from greenroom.api.promises import Deprecated
from greenroom.models.caller import Caller
from greenroom.models.organisation import Role

type Handler = Callable[..., Any]


class Route(NamedTuple):
    """One declared route: what the resolver calls, what the document shows, and what the tests read."""

    method: str
    path: str
    handler: Handler
    role: Role | None
    """The least role that may call it; None for a route without a token."""
    status: int
    other_statuses: tuple[int, ...]
    errors: tuple[str, ...]
    summary: str
    tag: str
    request: type[BaseModel] | None
    query: type[BaseModel] | None
    answer: Any
    also: Callable[[Caller], bool] | None = None
    """Whether the organisation's policy also opens the route to this caller, whose role is too low."""
    shown_once: tuple[str, ...] = ()
    """Fields of the answer that are never stored: they are null in a repeated answer."""
    deprecated: Deprecated | None = None
    """The dates of its deprecation and removal, which each answer has as headers."""

    def is_open_to(self, caller: Caller) -> bool:
        """Whether this caller's role may call it."""
        return self.role is None or caller.role.allows(self.role) or (self.also is not None and self.also(caller))

    @property
    def is_repeatable(self) -> bool:
        """Whether the route takes an `Idempotency-Key`."""
        return self.role is not None and self.method in {"POST", "PUT"}

    @property
    def takes_version(self) -> bool:
        """Whether the route compares the version in `If-Match`; every other write refuses the header."""
        return "STALE_VERSION" in self.errors
