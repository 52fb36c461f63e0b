"""Walks each path some times and takes the middle of what it used."""

import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from bench.desk import Desk
from bench.meter import Used
from bench.paths import Path

type Samples = Sequence[float]


@dataclass(frozen=True)
class Walked:
    """A path's units, which are counts, and times in milliseconds: medians and, of the function's own CPU, the p95.

    `own_cpu` is CPU outside boto3, `cpu` with boto3, `wall` with the waiting for the local cloud.
    """

    requests: dict[str, int]
    round_trips: int
    read_units: float
    write_units: float
    own_cpu_ms: float
    own_cpu_p95_ms: float
    cpu_ms: float
    wall_ms: float

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


def walk(path: Path, desk: Desk, times: int) -> Walked:
    """One walk that is not counted (a warm function), then so many that are."""
    path.prepare(desk)()
    samples = [path.prepare(desk) for _ in range(times)]
    return walked([sample() for sample in samples])


def walked(used: Sequence[Used]) -> Walked:
    """The middle of some walks. The units are the dearest walk's."""
    dearest = max(used, key=lambda one: (one.writes, one.reads))
    own = [one.own_cpu * 1000 for one in used]
    return Walked(
        requests=dict(dearest.requests),
        round_trips=dearest.round_trips,
        read_units=dearest.reads,
        write_units=dearest.writes,
        own_cpu_ms=round(statistics.median(own), 2),
        own_cpu_p95_ms=round(percentile(own, 95), 2),
        cpu_ms=round(statistics.median(one.cpu * 1000 for one in used), 2),
        wall_ms=round(statistics.median(one.wall * 1000 for one in used), 2),
    )


def percentile(values: Samples, percent: float) -> float:
    """The nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered) + 0.5) - 1))]


@contextmanager
def functions_log_nowhere() -> Iterator[None]:
    """The functions log to stdout, which here is for the table."""
    sys.stdout.flush()
    kept = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        sys.stdout.flush()
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)
