"""The answers to the clients of a storm, and the times at which the database acted for each."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from botocore.exceptions import BotoCoreError, ClientError

from greenroom.errors import GreenroomError
from greenroom.models.interview import Interview
from greenroom.usecases.appointments import Booked
from tests.faults.rules import Exchange


class Kind(StrEnum):
    BOOK = "BOOK"
    RESCHEDULE = "RESCHEDULE"
    CANCEL = "CANCEL"


NEW = "NEW"
"""The answer said that the call made the change."""
SAME = "SAME"
"""The answer said that the change was made before."""
BUSY = "BUSY"
"""The answer asked to repeat the call (503)."""
LOST = "LOST"
"""The call ended in a connection error (on AWS: 500), without an answer about its request."""
ACCEPTED = frozenset({NEW, SAME})
UNDECIDED = frozenset({BUSY, LOST})


@dataclass(frozen=True)
class Window:
    """Something happened after `earliest` and before `latest`, in seconds of the monotonic clock."""

    earliest: float
    latest: float


@dataclass(frozen=True)
class Request:
    """One call of one client. The actor is the call's own, so that a log entry names the call that wrote it."""

    actor: str
    kind: Kind
    interview_id: str
    slot_id: str | None = None
    expected_version: int | None = None


@dataclass(frozen=True)
class Attempt:
    """A call and its answer: NEW, SAME, LOST, or the code of a refusal."""

    request: Request
    during: Window
    outcome: str
    version: int | None = None
    """The interview's version that an accepted call was told."""
    message: str = ""


@dataclass
class History:
    """The attempts of a storm, in the order in which they ended."""

    attempts: list[Attempt] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def record(self, request: Request, call: Callable[[], Booked | Interview]) -> Attempt:
        """Make the call and record its answer. A programming error is raised and not recorded."""
        started = time.monotonic()
        version, message = None, ""
        try:
            done = call()
        except GreenroomError as error:
            outcome, message = error.code, error.message
        except (ClientError, BotoCoreError) as error:
            outcome, message = LOST, str(error)
        else:
            interview = done.interview if isinstance(done, Booked) else done
            version = interview.version
            # The answer to a cancellation does not name the call that made it; only the log does.
            outcome = NEW if isinstance(done, Booked) and done.is_new else SAME
        attempt = Attempt(request, Window(started, time.monotonic()), outcome, version, message)
        with self._lock:
            self.attempts.append(attempt)
        return attempt

    def outcomes(self) -> dict[str, int]:
        """The number of calls by answer."""
        told = sorted(attempt.outcome for attempt in self.attempts)
        return {outcome: told.count(outcome) for outcome in dict.fromkeys(told)}


def written_by(exchange: Exchange) -> str | None:
    """The actor of the log entry that a transaction writes."""
    for write in exchange.call.json["TransactItems"]:
        item = write.get("Put", {}).get("Item", {})
        if "entries" in item:
            actor: str = item["entries"]["L"][0]["M"]["actor"]["S"]
            return actor
    return None


def commit_windows(transactions: Iterable[Exchange]) -> dict[str, Window]:
    """When the database wrote each actor's transaction, as narrow as the proxy saw it.

    Repetitions under one token change nothing, so the first answer "done" counts, and the sending of the first request
    that may have done it.
    """
    windows: dict[str, Window] = {}
    for exchange in transactions:
        done = [(sent, answered) for sent, answered, status in exchange.forwards if 200 <= status < 300]
        actor = written_by(exchange) if done else None
        if actor is None:
            continue
        earliest = min(sent for sent, _, status in exchange.forwards if status == 0 or 200 <= status < 300)
        known = windows.get(actor)
        window = Window(earliest, done[0][1])
        if known is None or window.latest < known.latest:
            windows[actor] = window
    return windows
