"""`python -m bench.scale`: the first limit that is reached at 10 thousand and at 1 million interviews a day.

The paths run on the local cloud, and their load on every partition is recorded. Then a day's
busiest minutes are played second by second: bookings through the day, interviews that all begin on the half hour,
answers, heartbeats, sweeps. DynamoDB's own limits are the model: 1,000 write and 3,000 read units a second for one
partition key, and a transaction that meets another on the same item is refused.
"""

import heapq
import random
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from bench.configured import ConfiguredProcess, configured_process
from bench.due import make_due
from bench.footprint import Footprint, Partition, PartitionRecorder
from bench.paths import PATHS
from bench.recruiter import MeasuredRecruiter
from bench.sweep import swept
from greenroom.settings import DUE_SHARDS, TABLE_VARIABLES
from greenroom.usecases.retry import FIRST_PAUSE, GIVE_UP_AFTER, LONGEST_PAUSE, TRIES
from local.cloud import free_port, running_cloud
from local.paths import STATE
from local.say import run_main, say
from local.template import template

WRITES_A_SECOND, READS_A_SECOND = 1_000, 3_000
"""DynamoDB's documented limits of one partition key, also of an on-demand table."""

# Assumptions about a day. The result is linear in each, except in those about a slot.
DAY_HOURS = 10
BOOKING_PEAK = 4
"""Bookings of the busiest minute, as a multiple of the mean."""
STARTS_A_DAY = 2 * DAY_HOURS
ARRIVE_WITHIN_SECONDS = 120
"""Seconds within which the candidates of one half hour open their rooms."""
MINUTES, TURN_SECONDS, HEARTBEAT_SECONDS = 45, 240, 20
LARGEST_ORGANISATION = 0.2
"""The largest organisation's share of all interviews. A job has a tenth of its organisation's."""
TRANSACTION_SECONDS = 0.02
"""Seconds for which a transaction holds its items."""
SWEEP_DUE = 25
PLAYED_SECONDS = 120
SIZES = (10_000, 1_000_000)


def _seconds() -> float:
    return DAY_HOURS * 3_600


def _starting(interviews: float) -> float:
    return interviews / STARTS_A_DAY / ARRIVE_WITHIN_SECONDS


def _at_once(interviews: float) -> float:
    return interviews * MINUTES / (DAY_HOURS * 60)


ENDED_BY_A_SWEEP = "one interview ended by a sweep"
"""The name of the path that is not in `PATHS`, because it is measured for many interviews at once."""


def _requests(interviews: float) -> float:
    """Requests in the busiest second: bookings, pages, answers, heartbeats."""
    return sum(rate for _, rate in rates(interviews).values())


def rates(interviews: float) -> dict[str, tuple[str, float]]:
    """The path of each kind of event, and how many of them the busiest second has."""
    return {
        "booking": ("book, slot of 50 seats", BOOKING_PEAK * interviews / _seconds()),
        "invitation": ("session and e-mail", BOOKING_PEAK * interviews / _seconds()),
        "questions": ("questions prepared, from the bank", BOOKING_PEAK * interviews / _seconds()),
        "link": ("link opened", _starting(interviews)),
        "start": ("interview started", _starting(interviews)),
        "answer": ("AI turn, answered", _at_once(interviews) / TURN_SECONDS),
        "heartbeat": ("heartbeat with a draft", _at_once(interviews) / HEARTBEAT_SECONDS),
        "settled": (ENDED_BY_A_SWEEP, _starting(interviews)),
    }


LIMITS = (
    ("Lambda, executions at once", 1_000, lambda n: 0.1 * _requests(n)),
    ("API Gateway, requests a second", 10_000, _requests),
    ("SES, e-mails a second (in production, before asking for more)", 14, lambda n: BOOKING_PEAK * n / _seconds()),
    ("WebSocket connections opened a second, were all of them meetings", 500, lambda n: 2 * _starting(n)),
)
"""Quotas of an account and region, and their use in the busiest second. An execution takes 0.1 s (assumed)."""


def footprints() -> dict[str, Footprint]:
    """The footprint of one run of each path, and of a sweep's work on one interview."""
    found: dict[str, Footprint] = {}
    with running_cloud(free_port(), STATE / "scale") as cloud, configured_process(cloud.endpoint_url) as process:
        recorder = PartitionRecorder(process.app.database.client, logical_ids(process))
        recruiter = MeasuredRecruiter(process).open()
        wanted = {path for path, _ in rates(1).values()}
        for path in (one for one in PATHS if one.name in wanted):
            sample = path.prepare(recruiter)
            with recorder.record() as found[path.name]:
                sample()
        make_due(recruiter, SWEEP_DUE, timedelta(minutes=30))
        with recorder.record() as sweep:
            swept(recruiter, SWEEP_DUE)
        found[ENDED_BY_A_SWEEP] = each(sweep, SWEEP_DUE)
    return found


def logical_ids(process: ConfiguredProcess) -> dict[str, str]:
    """Physical name -> logical id."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    return {getattr(process.tables, name): variables[variable].value for name, variable in TABLE_VARIABLES.items()}


def each(total: Footprint, count: int) -> Footprint:
    shared = Footprint()
    for target, source in ((shared.writes, total.writes), (shared.reads, total.reads)):
        for partition, units in source.items():
            target[partition] += units / count
    return shared


@dataclass(frozen=True)
class Hot:
    """A partition in its busiest second."""

    partition: Partition
    kind: str
    units: float

    @property
    def share(self) -> float:
        """The share of one partition's limit."""
        return self.units / (WRITES_A_SECOND if self.kind == "write" else READS_A_SECOND)


def play(paths: dict[str, Footprint], interviews: int, shards: int, seed: int = 7) -> list[Hot]:
    """The busiest second of each kind of partition, sorted by load, highest first."""
    chance = random.Random(seed)
    peaks: dict[tuple[Partition, str], float] = defaultdict(float)
    for _ in range(PLAYED_SECONDS):
        load: defaultdict[tuple[Partition, str, int], float] = defaultdict(float)
        for path, rate in rates(interviews).values():
            for kind, units in (("write", paths[path].writes), ("read", paths[path].reads)):
                for partition, each_units in units.items():
                    for place, count in placed(partition, rate, shards, chance):
                        load[partition, kind, place] += count * each_units
        for (partition, kind, _), units_now in load.items():
            peaks[partition, kind] = max(peaks[partition, kind], units_now)
    hot = [Hot(partition, kind, units) for (partition, kind), units in peaks.items()]
    return sorted(hot, key=lambda one: -one.share)


def placed(partition: Partition, rate: float, shards: int, chance: random.Random) -> Iterator[tuple[int, float]]:
    """The number of a second's events that reach the busiest partition of this kind, or each shard."""
    match partition.owner:
        case "all":
            yield 0, poisson(rate, chance)
        case "org":
            yield 0, poisson(rate * LARGEST_ORGANISATION, chance)
        case "job" | "slot":
            yield 0, poisson(rate * LARGEST_ORGANISATION / 10, chance)
        case "shard":
            for shard in range(shards):
                yield shard, poisson(rate / shards, chance)
        case _:
            yield 0, 1.0 if rate else 0.0  # a partition of one interview


def poisson(mean: float, chance: random.Random) -> float:
    """The probability of a number of events in a second, by the normal distribution if they are many."""
    if mean > 50:
        return max(0.0, round(chance.gauss(mean, mean**0.5)))
    left, count = chance.expovariate(1.0), 0
    while left < mean:
        left, count = left + chance.expovariate(1.0), count + 1
    return float(count)


def slot_rush(seats: int, within: float, seed: int = 7) -> tuple[int, int, float]:
    """Book all seats of one slot within some seconds: counts BUSY answers and retries, and the longest wait in seconds.

    A transaction that begins while another holds the slot is refused, and is repeated as in usecases/retry.py.
    """
    chance = random.Random(seed)
    waiting = [(chance.uniform(0, within), number, 0, 0.0) for number in range(seats)]
    waiting = [(at, number, tries, at) for at, number, tries, _ in waiting]
    heapq.heapify(waiting)
    free_at, busy, retries, longest = 0.0, 0, 0, 0.0
    while waiting:
        at, number, tries, first = heapq.heappop(waiting)
        if at >= free_at:
            free_at = at + TRANSACTION_SECONDS
            longest = max(longest, free_at - first)
        elif tries + 1 == TRIES or at - first >= GIVE_UP_AFTER:
            busy += 1
        else:
            retries += 1
            pause = chance.random() * min(LONGEST_PAUSE, FIRST_PAUSE * 2**tries)
            heapq.heappush(waiting, (at + TRANSACTION_SECONDS + pause, number, tries + 1, first))
    return busy, retries, longest


def show(paths: dict[str, Footprint], tell: Callable[[str], None]) -> None:
    """The tables of docs/scale.md."""
    for interviews in SIZES:
        for shards in (DUE_SHARDS, 16, 64):
            hottest = [one for one in play(paths, interviews, shards) if one.share >= 0.005][:8]
            tell(f"\n{interviews:,} interviews a day, {shards} due shards")
            tell("| table or index | partition | | units a second | of the limit | throttled from, interviews a day |")
            tell("|---|---|---|--:|--:|--:|")
            for one in hottest:
                place = f"{one.partition.table} {one.partition.index}".strip()
                whose = {"all": "one for all", "shard": "a due shard", "org": "the largest organisation's"}
                owner = whose.get(one.partition.owner, f"one {one.partition.owner}'s")
                first = "" if one.partition.owner in {"int", "cand", "digest"} else f"{interviews / one.share:,.0f}"
                tell(f"| {place} | {owner} | {one.kind} | {one.units:,.0f} | {one.share:.0%} | {first} |")
    tell("\n| 500 seats of one slot, booked within | told BUSY | retries | longest wait |\n|--:|--:|--:|--:|")
    for within in (5, 10, 30, 60):
        busy, retries, longest = slot_rush(500, within)
        tell(f"| {within} s | {busy} | {retries} | {longest:.1f} s |")
    tell("\n| quota of an account in a region | it | 10,000 a day | 1,000,000 a day |\n|---|--:|--:|--:|")
    for name, quota, asked in LIMITS:
        tell(f"| {name} | {quota:,} | {asked(10_000):,.1f} | {asked(1_000_000):,.0f} |")


def main() -> int:
    show(footprints(), say)
    return 0


if __name__ == "__main__":
    run_main(main)
