"""Which call meets which fault."""

import json
import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Protocol

type Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Call:
    """A request as the proxy got it: its number among all calls, and among those of its operation, both from 1."""

    number: int
    operation: str
    nth: int
    method: str
    path: str
    headers: Headers
    body: bytes

    @property
    def json(self) -> Any:
        """The body of a DynamoDB call."""
        return json.loads(self.body)


@dataclass(frozen=True)
class Reply:
    """An answer, of the cloud or of the proxy itself."""

    status: int
    headers: Headers
    body: bytes


@dataclass(frozen=True)
class Exchange:
    """What became of a call.

    `forwards` holds one entry for each time the cloud got it: sent, answered (seconds of the monotonic clock), status
    (0 where the cloud gave no answer). `status` is what the client saw, None where its connection was closed.
    """

    call: Call
    fault: str | None
    started: float
    finished: float
    forwards: tuple[tuple[float, float, int], ...]
    status: int | None

    @property
    def acted(self) -> bool:
        """Whether the cloud did what was asked."""
        return any(200 <= status < 300 for _, _, status in self.forwards)


class Carrier(Protocol):
    """A request that a fault decides about."""

    call: Call

    def forward(self, body: bytes | None = None) -> Reply:
        """Let the cloud act, once."""

    def lose(self) -> Reply:
        """End it without an answer."""


@dataclass(frozen=True)
class Fault:
    """What happens to a call."""

    name: str
    happens: Callable[[Carrier], Reply]

    def __call__(self, wire: Carrier) -> Reply:
        return self.happens(wire)


@dataclass
class Rule:
    """The calls that meet a fault.

    `operation` is a pattern (`*`, `Transact*`, `PUT /bucket/*`); `nth` counts the calls that match operation and
    `where`, from 1; `probability` is decided by the proxy's seed and that same count; `times` ends it.
    """

    fault: Fault
    operation: str = "*"
    nth: Collection[int] = ()
    probability: float = 1.0
    times: int | None = None
    where: Callable[[Call], bool] | None = None
    matched: int = field(default=0, init=False)
    struck: int = field(default=0, init=False)

    def applies_to(self, call: Call, seed: str) -> bool:
        """Whether this call would meet the fault; each call is asked about once, under the proxy's lock."""
        if not fnmatchcase(call.operation, self.operation) or (self.where is not None and not self.where(call)):
            return False
        self.matched += 1
        if self.nth and self.matched not in self.nth:
            return False
        if self.times is not None and self.struck >= self.times:
            return False
        return random.Random(f"{seed}:{self.matched}").random() < self.probability
