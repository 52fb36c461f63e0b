"""The measurements of `make bench`. Each returns one part of the results."""

import statistics
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.artefacts import sizes
from bench.calls import function_of
from bench.coldstart import cold_starts, without_bytecode
from bench.configured import configured_process, process_of_stack
from bench.cost import cost_of
from bench.document import ANSWERED, IN_A_LIST
from bench.load import level, make_ready, to_the_mail, warm
from bench.mails import mails
from bench.paths import PATHS, called, sweep_of
from bench.recruiter import MeasuredRecruiter
from bench.recruiters_routes import examples, recruiter_for
from bench.repeated import measured_path, medians, percentile
from local.applications import function_names
from local.say import step
from local.stack import Stack

type Results = dict[str, Any]

CANDIDATES = 20
TENFOLD = 10
TIMES = 15
TIMES_TENFOLD = 3
"""The number of runs of a measurement of units alone."""
TIMES_A_ROUTE = 6
DUE = 1_000
PAIRS = 9
PAIRS_WITHOUT_BYTECODE = 3
MAILS = 20
LEVELS = ((1, 80), (8, 200), (32, 320), (64, 320))


def paths(endpoint_url: str, build: Path) -> tuple[Results, Results]:
    """Units, times and cost of each path, the units with ten times the data, and the CPU time of one e-mail."""
    found: Results = {}
    with configured_process(endpoint_url) as process:
        recruiter = MeasuredRecruiter(process).open()
        recruiter.grow(CANDIDATES)
        with step("Paths"):
            small = {path.name: measured_path(path, recruiter, TIMES) for path in PATHS}
        with step("One e-mail"):
            one_mail = mails(recruiter, build)
        with step("Ten times the data"):
            recruiter.grow(CANDIDATES * (TENFOLD - 1))
            large = {path.name: measured_path(path, recruiter, TIMES_TENFOLD) for path in PATHS}
        with step(f"A sweep with {DUE:,} due"):
            sweep = sweep_of(DUE)
            small[sweep.name] = medians([sweep.prepare(recruiter)()])
    authorizer = small[PATHS[0].name]
    for path in (*PATHS, sweep):
        grown = large.get(path.name)
        found[path.name] = {
            **small[path.name].as_dict(),
            "tenfold": {"read_units": grown.read_units, "write_units": grown.write_units} if grown else None,
            "usd_per_million": cost_of(path, small[path.name], authorizer).as_dict(),
        }
    return found, one_mail


def routes(endpoint_url: str) -> tuple[Results, Results]:
    """Units of each route of recruiters, and for each function p50 and p95 of its time without the database."""
    found: Results = {}
    by_function: defaultdict[str, list[float]] = defaultdict(list)
    with configured_process(endpoint_url) as process, step("Recruiters' routes"):
        grown = MeasuredRecruiter(process).open()
        grown.grow(IN_A_LIST)
        for name, example in examples():
            with recruiter_for(name, grown) as recruiter:
                called(recruiter, example(recruiter), *ANSWERED)()
                calls = [example(recruiter) for _ in range(TIMES_A_ROUTE)]
                used = [called(recruiter, call, *ANSWERED)() for call in calls]
            found[name] = medians(used).as_dict()
            by_function[function_of(calls[0]).name] += [one.own_cpu * 1000 for one in used]
    own = {
        name: {"p50_ms": round(statistics.median(times), 2), "p95_ms": round(percentile(times, 95), 2)}
        for name, times in sorted(by_function.items())
    }
    return found, own


def booking(stack: Stack) -> tuple[Results, float]:
    """Booking over HTTP at each level, and the seconds from a booking to its e-mail."""
    found: Results = {}
    with process_of_stack(stack) as process:
        recruiter = MeasuredRecruiter(process, stack.org_id)
        recruiter.job_id = recruiter.job()
        ready = make_ready(recruiter, MAILS + 1 + sum(count for _, count in LEVELS))
        first = ready.pop()
        with step("From a booking to its e-mail"):
            to_the_mail(stack, [first])
            seconds = to_the_mail(stack, [ready.pop() for _ in range(MAILS)])
        for clients, count in LEVELS:
            with step(f"Booking, {clients} at once"):
                warm(stack, first, clients)
                found[str(clients)] = level(stack, [ready.pop() for _ in range(count)], clients).as_dict()
    return found, seconds


def processes(build: Path) -> Results:
    """Cold start of every function, with bytecode and without."""
    with step("Cold starts"):
        compiled = {name: one.as_dict() for name, one in cold_starts(build, PAIRS, function_names()).items()}
    with step("Cold starts without bytecode"), without_bytecode() as bare:
        found = cold_starts(bare, PAIRS_WITHOUT_BYTECODE, function_names())
        uncompiled = {name: one.as_dict() for name, one in found.items()}
    return {"with_bytecode": compiled, "without_bytecode": uncompiled}


def weights(build: Path) -> Results:
    """Zipped MiB of every artefact."""
    return dict(sizes(build))
