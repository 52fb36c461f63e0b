"""One recruiter's system before a proxy, and the faults that its next calls meet."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.schedule import Schedule
from tests.faults import kinds
from tests.faults.cloud import FaultlessCloud
from tests.faults.history import Attempt, History, Kind, Request
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.faults.rules import Fault, Rule
from tests.faults.stored_organisation import StoredOrganisation
from tests.faults.storm import Aftermath, aftermath, perform
from tests.faults.tables import as_in_production

TRANSACTION, READ = "TransactWriteItems", "BatchGetItem"


@dataclass
class RecruiterSystem:
    """A recruiter's system before a proxy, for an organisation of its own."""

    organisation: StoredOrganisation
    proxy: FaultProxy
    schedule: Schedule
    history: History = field(default_factory=History)

    def fails(self, fault: Fault, operation: str, *nth: int) -> None:
        """Give the n-th calls of an operation from now on a fault; all calls if no numbers are given."""
        self.proxy.rules.append(Rule(fault, operation, nth=nth))

    def call(self, kind: Kind, interview: str, slot: str | None = None, expected: int | None = None) -> Attempt:
        request = Request(f"call {len(self.history.attempts)} {threading.get_ident()}", kind, interview, slot, expected)
        return self.history.record(request, lambda: perform(request, self.organisation, self.schedule))

    def book(self, interview: str, slot: str) -> Attempt:
        return self.call(Kind.BOOK, interview, slot)

    def move(self, interview: str, slot: str, expected: int | None = None) -> Attempt:
        return self.call(Kind.RESCHEDULE, interview, slot, expected)

    def cancel(self, interview: str) -> Attempt:
        return self.call(Kind.CANCEL, interview)

    def afterwards(self) -> Aftermath:
        """The evidence after the calls. Fails the test if a promise was broken."""
        result = self.judged()
        assert not result.verdict.findings, result.verdict
        return result

    def judged(self) -> Aftermath:
        """The evidence after the calls, and the verdict."""
        return aftermath(self.organisation, self.history, self.proxy, 0)


@contextmanager
def a_recruiter_system(cloud: FaultlessCloud) -> Iterator[RecruiterSystem]:
    """The system of an organisation of its own."""
    with fault_proxy(cloud.endpoint_url) as proxy:
        schedule = Schedule(Database(as_in_production(proxy.endpoint_url)[0]), cloud.tables)
        yield RecruiterSystem(cloud.organisation(), proxy, schedule)


def in_turn(
    recruiter: RecruiterSystem, first: Callable[[], Attempt], second: Callable[[], Attempt]
) -> tuple[Attempt, Attempt]:
    """The second call runs whole while the first one's transaction waits before the database."""
    arrived, released = threading.Event(), threading.Event()
    recruiter.fails(kinds.held(arrived, released), TRANSACTION, 1)
    with ThreadPoolExecutor(1) as other:
        waiting = other.submit(first)
        assert arrived.wait(10)
        done = second()
        released.set()
        return waiting.result(), done
