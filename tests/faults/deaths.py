"""Kills a process at each of its calls to the outside, in turn: database, files, queues, mail, model, endpoints, child.

The calls are the real ones, counted where they leave the process. A process that dies after call n of which the answer
never reached it has done exactly as much as one that dies before call n + 1: so for each n one death stands for both.
What threads of a dead process had begun ends; they begin nothing more.
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
"""More than any one event takes: a process that still dies there goes round in circles."""


@dataclass
class Life:
    """How many calls to the outside a process makes before it dies, or which is its last; by default none is.

    `calls` names those that were made.
    """

    length: int | None = None
    last: str | None = None
    calls: list[str] = field(default_factory=list)
    is_over: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def call[Answer](self, name: str, act: Callable[[], Answer]) -> Answer:
        """One call. Raises ProcessDiedError instead of making it, or instead of hearing its answer."""
        with self._lock:
            if self.is_over or self.length == 0:
                self.is_over = True
                raise ProcessDiedError
            self.calls.append(name)
            is_last = len(self.calls) == self.length or name == self.last
            # Nobody begins anything any more while the last call is under way.
            self.is_over = is_last
        answer = act()
        if is_last:
            raise ProcessDiedError
        return answer


@contextmanager
def living(life: Life) -> Iterator[Life]:
    """This process, with all that it asks of others counted."""
    with ExitStack() as counted:
        for owner, name, named in (
            (URLLib3Session, "send", _of_aws),
            # Not where it leaves: that is a thread of which the function hears nothing but an answer in time.
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
        """The last call that was acted on."""
        return self.calls[-1] if self.calls else None

    def had(self, call: str) -> bool:
        """Whether such a call was acted on before the death."""
        return call in self.calls

    def __str__(self) -> str:
        return f"the process died after {len(self.calls)} calls: {', '.join(self.calls) or 'none'}"


def killed_at_every_call[Interrupted](
    begin: Callable[[], Interrupted],
    act: Callable[[Interrupted], object],
    judge: Callable[[Interrupted, Death], None],
    most: int | None = None,
) -> list[Death]:
    """One process for each call that `act` makes; it dies after that call. Then the judge comes.

    The last one comes through, and is judged too. With `most` no more than so many die, from the first call to the last
    evenly. Returns the deaths, so that a test can tell what died; a judge's failure names the death.
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
        # A process that swallowed its death would make every judge content.
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
    """How long the lives are, in turn; what `act` takes in all is found out by a life that does not end."""
    if most is None:
        return range(MOST_CALLS)
    interrupted, life = begin(), Life()
    with living(life):
        act(interrupted)
    step = max(1, math.ceil(len(life.calls) / most))
    # From the end, where a process has done all but hear of it; the longest come through.
    return chain(sorted(range(len(life.calls), -1, -step)), range(len(life.calls) + 1, MOST_CALLS))
