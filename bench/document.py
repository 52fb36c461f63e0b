"""`python -m bench.document`: measures the DynamoDB units of every path and route, and writes docs/costs.md."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench.configured import ConfiguredProcess, configured_process
from bench.dearest import section
from bench.paths import PATHS, called
from bench.recruiter import MeasuredRecruiter
from bench.recruiters_routes import examples, recruiter_for
from bench.repeated import Measured, functions_log_nowhere, medians
from local.cloud import free_port, running_cloud
from local.paths import ROOT, STATE
from local.say import run_main

DOCUMENT = ROOT / "docs" / "costs.md"
IN_A_LIST = 30
"""The number of candidates, each with a job, a slot and an interview: a list of 25 has a next page."""
ANSWERED = (200, 201, 202, 204)

HEAD = """# What each route costs in DynamoDB units

Written by `python -m bench.document` and compared by `tests/stack/test_costs.py`, so that a change of cost shows in a
review. Units are those of one usual call, from `ConsumedCapacity` on the local cloud; what it does not model is added
(reads by the size of what was read, conditional writes that were refused). A write within a transaction counts twice.
The authorizer's read (1 unit) comes on top of each recruiter's call. Lists are pages of 25 of an organisation with 30
of each; an item of more than 1 KB (writes) or 4 KB (reads) costs more than is said here.

A booking holds the gates of its candidate until it is written: 2 of its write units are for the match, where it is
also noted, so that whoever closes a gate finds a booking that no index shows yet. A new interview is noted at its
candidate in the same way. Of every change of a job, candidate, slot or interview 2 units are for the index of changes
(`?updated_since=`).

A booking was meant to take 14 write units and takes 19: 1 more for the gates, and 4 because its slot and its interview
both move in the index of changes. A candidate's address is held with the candidate, in one transaction.
"""


TAIL = """
## A 45 minute meeting

The video room's signalling, two people, nothing lost. Counted by `python -m bench room` on the local
cloud, 2026-11-28: two Chromium contexts meet, ping as often as in 45 minutes and leave; what they asked and sent is
then given to the function, whose units are those that DynamoDB answers. Only the seconds of an invocation are assumed.
One run differs from the next by a few messages: browsers tell of as many addresses as they find.
Prices of us-east-1, November 2026: WebSocket messages $1.00 a million and $0.25 a million minutes, Lambda $0.20 a
million and $0.0000133 a GB-second, DynamoDB $0.125 and $0.625 a million units.

| | how many | $ |
|---|--:|--:|
| messages by WebSocket: in, out | 39, 42 | 0.00008 |
| minutes of connection | 90 | 0.00002 |
| invocations, two of them tickets; 0.04 s of 512 MB each, assumed | 45 | 0.00002 |
| DynamoDB: read units, write units | 92, 30 | 0.00003 |
| in all | | 0.00015 |

By HTTP, where WebSockets are blocked: about 560 requests of the REST API each, $0.004 for both; estimated from
how often a page asks. A relay comes on top, where it is needed: [operations](operations.md#the-video-rooms-relay).

## A meeting at a provider

Made at Zoom from a booking's record: 7 round trips, 2 read and 7 write units ($0.0000046), counted by
`python -m bench paths` as "meeting at a provider, made". A calendar that is polled and has nothing new: 1 read unit.
"""


@dataclass(frozen=True)
class UnitsRow:
    """One line of the document."""

    name: str
    round_trips: int
    read_units: float
    write_units: float

    def __str__(self) -> str:
        return f"| {self.name} | {self.round_trips} | {self.read_units:g} | {self.write_units:g} |"


def row(name: str, found: Measured) -> UnitsRow:
    return UnitsRow(name, found.round_trips, found.read_units, found.write_units)


def table(title: str, rows: Iterator[UnitsRow]) -> str:
    head = f"\n## {title}\n\n| | round trips | read units | write units |\n|---|--:|--:|--:|\n"
    return head + "".join(f"{one}\n" for one in rows)


def path_rows(process: ConfiguredProcess) -> Iterator[UnitsRow]:
    """One row for each path of bench/paths.py."""
    recruiter = MeasuredRecruiter(process).open()
    for path in PATHS:
        yield row(path.name, medians([path.prepare(recruiter)()]))


def route_rows(process: ConfiguredProcess) -> Iterator[UnitsRow]:
    """One row for each route of recruiters, in the order of the contract."""
    grown = MeasuredRecruiter(process).open()
    grown.grow(IN_A_LIST)
    for name, example in examples():
        with recruiter_for(name, grown) as recruiter:
            found = medians([called(recruiter, example(recruiter), *ANSWERED)()])
        yield row(f"`{name}`", found)


def document(process: ConfiguredProcess) -> str:
    """The whole document."""
    return (
        HEAD + table("Paths", path_rows(process)) + table("Recruiters' routes", route_rows(process)) + section() + TAIL
    )


def main(path: Path = DOCUMENT) -> int:
    with ExitStack() as stack:
        cloud = stack.enter_context(running_cloud(free_port(), STATE / "costs"))
        stack.enter_context(functions_log_nowhere())
        text = document(stack.enter_context(configured_process(cloud.endpoint_url)))
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return 0


if __name__ == "__main__":
    run_main(main)
