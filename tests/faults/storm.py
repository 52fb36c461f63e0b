"""Many simultaneous clients that book, move and cancel through a proxy, and the verdict on the result."""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import replace
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.schedule import Schedule
from greenroom.clock import utc_now
from greenroom.models.interview import Interview
from greenroom.usecases.appointments import Booked
from greenroom.usecases.book import book
from greenroom.usecases.cancel import cancel
from greenroom.usecases.reschedule import reschedule
from tests.faults.checker import Verdict, judge
from tests.faults.evidence import Evidence, evidence_of
from tests.faults.history import UNDECIDED, History, Kind, Request, commit_windows
from tests.faults.kinds import broken, dropped_after, dropped_before, duplicated, in_conflict, throttled
from tests.faults.proxy import FaultProxy, fault_proxy
from tests.faults.rules import Rule
from tests.faults.stored_organisation import LINKS, StoredOrganisation
from tests.faults.tables import as_in_production

MOST_REPEATS = 5
"""A client that was told nothing (BUSY, or no answer) asks again this often, as the contract tells it to."""


@dataclass(frozen=True)
class Weather:
    """The shares (0 to 1) of calls that get each kind of fault."""

    losses: float = 0.0
    """Lost connections: half before the database acted, half after."""
    conflicts: float = 0.0
    """Transactions cancelled with TransactionConflict."""
    troubles: float = 0.0
    """Throttled, answered 500 after the database acted, or arriving twice: a third each."""

    def rules(self) -> list[Rule]:
        """The rules of a proxy. A call that one rule spares reaches the next, so each share is of the remaining
        calls."""
        shares = [
            Rule(in_conflict(), "TransactWriteItems", probability=self.conflicts),
            Rule(dropped_before(), probability=self.losses / 2),
            Rule(dropped_after(), probability=self.losses / (2 - self.losses)),
            Rule(throttled(), probability=self.troubles / 3),
            Rule(broken(after=True), probability=self.troubles / 3),
            Rule(duplicated(), probability=self.troubles / 3),
        ]
        return [rule for rule in shares if rule.probability > 0]


@dataclass(frozen=True)
class Aftermath:
    """The result of a storm: evidence, verdict, and the history of calls."""

    evidence: Evidence
    verdict: Verdict
    outcomes: dict[str, int]
    calls: int
    transactions: int
    seconds: float

    def booked_on(self, slot_id: str) -> int:
        """Active bookings of a slot."""
        return sum(booking.slot_id == slot_id for booking in self.evidence.active)

    def __str__(self) -> str:
        told = ", ".join(f"{outcome} {count}" for outcome, count in self.outcomes.items())
        return f"{self.calls} calls, {self.transactions} transactions in {self.seconds:.1f} s; told: {told}"


def perform(request: Request, organisation: StoredOrganisation, schedule: Schedule) -> Booked | Interview:
    """One call of the use case that a request asks for, at the present time."""
    by, now, slot_id = organisation.caller(request.actor), utc_now(), request.slot_id or ""
    if request.kind is Kind.BOOK:
        return book(request.interview_id, slot_id, None, by=by, schedule=schedule, now=now)
    if request.kind is Kind.CANCEL:
        return cancel(request.interview_id, "a storm", by=by, schedule=schedule, links=LINKS, now=now)
    return reschedule(
        request.interview_id,
        slot_id,
        None,
        by=by,
        schedule=schedule,
        links=LINKS,
        now=now,
        expected_version=request.expected_version,
    )


def schedules_of(organisation: StoredOrganisation, endpoint_url: str, count: int) -> "SimpleQueue[Schedule]":
    """One store for each simultaneous function, each with its own client and therefore its own retry quota."""
    schedules: SimpleQueue[Schedule] = SimpleQueue()
    for client in as_in_production(endpoint_url, count):
        schedules.put(Schedule(Database(client), organisation.tables))
    return schedules


def persist(
    request: Request, history: History, organisation: StoredOrganisation, schedules: "SimpleQueue[Schedule]"
) -> None:
    """Send a request as a sensible client does: repeat it while there is no answer."""
    for number in range(MOST_REPEATS + 1):
        again = replace(request, actor=f"{request.actor}/{number}")
        schedule = schedules.get()
        try:
            told = history.record(again, partial(perform, again, organisation, schedule)).outcome
        finally:
            schedules.put(schedule)
        if told not in UNDECIDED:
            return


def storm(
    organisation: StoredOrganisation,
    requests: Sequence[Request],
    *,
    cloud: str,
    seed: int,
    weather: Weather,
    threads: int,
    before: Aftermath | None = None,
) -> Aftermath:
    """All requests in a seeded order by so many clients at once, through a proxy with this weather.

    `before` is what came of an earlier storm in the same world: the verdict is then on both.
    """
    shuffled = list(requests)
    random.Random(seed).shuffle(shuffled)
    history, started = History(), time.monotonic()
    with fault_proxy(cloud, *weather.rules(), seed=seed) as proxy:
        schedules = schedules_of(organisation, proxy.endpoint_url, threads)
        with ThreadPoolExecutor(threads) as clients:
            done = [clients.submit(persist, request, history, organisation, schedules) for request in shuffled]
        for one in done:
            one.result()
        return aftermath(organisation, history, proxy, time.monotonic() - started, before)


def aftermath(
    organisation: StoredOrganisation,
    history: History,
    proxy: FaultProxy,
    seconds: float,
    before: Aftermath | None = None,
) -> Aftermath:
    """Wait for the last running call, read the stored items and judge them."""
    proxy.await_quiet()
    transactions = proxy.of("TransactWriteItems")
    attempts, commits = list(history.attempts), commit_windows(transactions)
    if before is not None:
        attempts = [*before.evidence.attempts, *attempts]
        commits = {**before.evidence.commits, **commits}
    evidence = evidence_of(organisation, attempts, commits)
    return Aftermath(evidence, judge(evidence), history.outcomes(), len(proxy.history), len(transactions), seconds)
