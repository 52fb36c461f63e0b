"""Kills a process at each of its external calls in turn: database, files, queues, mail, model, endpoints, child
process.

The calls are real, and are counted where they leave the process. A process that dies after call n without its answer
has done the same as one that dies before call n + 1, so one death covers both.
Calls that threads of a dead process had begun are finished, but no further calls are made.
"""

import math
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

from botocore.httpsession import URLLib3Session

from greenroom.adapters import language_model
from greenroom.resumes import isolation
from tests.faults.counting_mailer import ProcessDiedError
from tests.faults.proxy import operation_of
from tests.functional.webhook_sender import Endpoint

MOST_CALLS = 300
"""More calls than any event needs: a process that makes more is in an endless loop."""


@dataclass
class Life:
    """The number of external calls before a process dies, or the name of its last call; by default it does not die.

    `calls` has the names of the calls that were made.
    """

    length: int | None = None
    last: str | None = None
    calls: list[str] = field(default_factory=list)
    is_over: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call[Answer](self, name: str, act: Callable[[], Answer]) -> Answer:
        """Make a call. Raises ProcessDiedError instead of making it, or instead of returning its answer."""
        with self._lock:
            if self.is_over or self.length == 0:
                self.is_over = True
                raise ProcessDiedError
            self.calls.append(name)
            is_last = len(self.calls) == self.length or name == self.last
            # No other call may begin while the last call is running.
            self.is_over = is_last
        answer = act()
        if is_last:
            raise ProcessDiedError
        return answer


@contextmanager
def living(life: Life) -> Iterator[Life]:
    """Count all external calls of this process inside the block."""
    with ExitStack() as counted:
        for owner, name, named in (
            (URLLib3Session, "send", _of_aws),
            # Counted in the calling thread, because the call is made by another thread, which the function only waits
            # for.
            (language_model, "within", lambda *_call: "model"),
            (Endpoint, "post", lambda *_call: "webhook"),
            (isolation, "run", lambda *_call: "child process"),
        ):
            counted.enter_context(patch.object(owner, name, _counted(life, getattr(owner, name), named)))
        yield life


def _counted(life: Life, real: Callable[..., Any], named: Callable[..., str]) -> Callable[..., Any]:
    def call(*arguments: Any, **options: Any) -> Any:
        return life.call(named(*arguments, **options), lambda: real(*arguments, **options))

    return call


def _of_aws(_session: object, request: Any) -> str:
    target = request.headers.get("X-Amz-Target", b"")
    plain = target.decode() if isinstance(target, bytes) else target
    return operation_of(request.method, urlsplit(request.url).path, plain)


@dataclass(frozen=True)
class Death:
    """A process that died after these calls."""

    calls: tuple[str, ...]

    @property
    def after(self) -> str | None:
        """The last call that had an effect."""
        return self.calls[-1] if self.calls else None

    def had(self, call: str) -> bool:
        """Whether such a call had an effect before the death."""
        return call in self.calls

    def __str__(self) -> str:
        return f"the process died after {len(self.calls)} calls: {', '.join(self.calls) or 'none'}"


def killed_at_every_call[Interrupted](
    begin: Callable[[], Interrupted],
    act: Callable[[Interrupted], object],
    judge: Callable[[Interrupted, Death], None],
    most: int | None = None,
) -> list[Death]:
    """For each call that `act` makes, run a process that dies after that call, and then `judge`.

    The last process does not die, and is judged too. `most` limits the number of deaths, which are then spread evenly
    over the calls. Returns the deaths for the test's assertions; a failure of `judge` names the death.
    """
    deaths: list[Death] = []
    for length in _lengths(begin, act, most):
        interrupted, life = begin(), Life(length)
        has_died = False
        with living(life):
            try:
                act(interrupted)
            except ProcessDiedError:
                has_died = True
        # If a process caught its death, every judge would pass.
        assert life.is_over == has_died, "the death was swallowed"
        death = Death(tuple(life.calls))
        try:
            judge(interrupted, death)
        except BaseException as failed:
            failed.add_note(str(death) if has_died else "no process died")
            raise
        if not has_died:
            return deaths
        deaths.append(death)
    raise AssertionError(f"still not done after {MOST_CALLS} calls")


def _lengths[Interrupted](
    begin: Callable[[], Interrupted], act: Callable[[Interrupted], object], most: int | None
) -> Iterable[int]:
    """The lengths of the lives, in turn. The total number of calls is found by a life that does not end."""
    if most is None:
        return range(MOST_CALLS)
    interrupted, life = begin(), Life()
    with living(life):
        act(interrupted)
    step = max(1, math.ceil(len(life.calls) / most))
    # From the end, where a process has done everything but got no answer; the longest life does not die.
    return chain(sorted(range(len(life.calls), -1, -step)), range(len(life.calls) + 1, MOST_CALLS))
