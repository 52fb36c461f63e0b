"""Measures each path several times and takes the medians."""

import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from bench.meter import Used
from bench.paths import Path
from bench.recruiter import MeasuredRecruiter

type Samples = Sequence[float]


@dataclass(frozen=True)
class Measured:
    """A path's units, and its times in milliseconds: medians, and for the function's CPU time also the p95.

    `own_cpu` is CPU outside boto3, `cpu` with boto3, `wall` includes the wait for the local cloud.
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


def measured_path(path: Path, recruiter: MeasuredRecruiter, times: int) -> Measured:
    """Measure a path `times` times, after one run that is not counted and warms the function."""
    path.prepare(recruiter)()
    samples = [path.prepare(recruiter) for _ in range(times)]
    return medians([sample() for sample in samples])


def medians(used: Sequence[Used]) -> Measured:
    """Medians of runs. The units are those of the run with the most."""
    dearest = max(used, key=lambda one: (one.writes, one.reads))
    own = [one.own_cpu * 1000 for one in used]
    return Measured(
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
    """A percentile by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(percent / 100 * len(ordered) + 0.5) - 1))]


@contextmanager
def functions_log_nowhere() -> Iterator[None]:
    """Silence the functions' logs on stdout, where the table is printed."""
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
