"""The promises, each with its measurement."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bench.instructions import FUNCTIONS


@dataclass(frozen=True)
class Target:
    name: str
    at_most: float
    measured: float

    @property
    def is_met(self) -> bool:
        return self.measured <= self.at_most

    def __str__(self) -> str:
        return f"{'met' if self.is_met else 'NOT MET':<8} {self.name}: {self.measured:g}, at most {self.at_most:g}"


SLOWEST_START = 1.6
"""The limit as a multiple of the bare process."""
QUICK_STARTS = ("book_slot", "portal", "recruiter_api", "status_sweeper", "create_session", "interviewer")
LARGEST_ARTEFACT_MIB = 15
HEAVIEST_PAGE_KB = 60
LARGEST_TABLE = "5,000 candidates, newest first"


def targets(results: Mapping[str, Any]) -> Iterator[Target]:
    """Each promise that a measurement can check."""
    if "paths" in results:
        yield from _of_paths(results["paths"])
    if "mail" in results:
        yield Target("first e-mail of a process composed, CPU ms", 60, results["mail"]["first_ms"])
        yield Target("e-mail composed, CPU ms", 3, results["mail"]["next_ms"])
    if "peer" in results:
        yield Target("booking, session and e-mail, CPU ms", 12, results["peer"]["greenroom_ms"])
    if "console" in results:
        table = results["console"][LARGEST_TABLE]
        yield Target("CPU of the console's table of 5,000 candidates with boto3, ms", 300, table["cpu_ms"])
    yield from _of_starts(results)
    if "pages" in results:
        heaviest = max(one["sent"] for one in results["pages"].values())
        yield Target("heaviest page without the editor as it is sent, KB", HEAVIEST_PAGE_KB, round(heaviest / 1000, 1))


def _of_starts(results: Mapping[str, Any]) -> Iterator[Target]:
    if "cold_start" in results:
        found = results["cold_start"]["with_bytecode"]
        for name in QUICK_STARTS:
            if name in found:
                yield Target(f"cold start of {name}, CPU ratio", SLOWEST_START, found[name]["cpu_ratio"])
        largest = max(results["artefacts_mib"].values())
        yield Target("largest artefact, MiB zipped", LARGEST_ARTEFACT_MIB, largest)
    for name, one in results.get("starts", {}).items():
        if name in FUNCTIONS:
            yield Target(f"start of {name}, instructions to the bare process's", SLOWEST_START, one["ratio"])


def _of_paths(paths: Mapping[str, Any]) -> Iterator[Target]:
    yield Target("round trips of a booking", 3, paths["book"]["round_trips"])
    yield Target("write units of a booking", 14, paths["book"]["write_units"])
    online = paths["book, ONLINE with an interviewer"]["write_units"]
    yield Target("write units of a booking ONLINE with an interviewer", 14, online)
    yield Target("write units of a replayed booking", 0, paths["book, replayed"]["write_units"])
    yield Target("write units of session and e-mail", 4, paths["session and e-mail"]["write_units"])
    yield Target("read units of a portal view", 1, paths["portal view"]["read_units"])
    yield Target("write units of a portal view", 0, paths["portal view"]["write_units"])
    yield Target("write units of one AI turn", 4, paths["AI turn, answered"]["write_units"])
    yield Target("read units of a sweep with nothing due, 4 shards", 4, paths["sweep, nothing due"]["read_units"])
    yield Target("own CPU of a booking, ms", 5, paths["book"]["own_cpu_ms"])
