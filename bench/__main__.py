"""`make bench`: measures on a local cloud of its own, prints a table and writes bench/results.json.

`python -m bench booking paths` measures these parts alone and keeps the others as they were.
`python -m bench resumes FOLDER` compares the reading of a folder's résumés with poppler's: see bench/resumes.py.
"""

import json
import platform
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import console as console_table
from bench import instructions, measure, peer, slo, video_room
from bench import matching as matches
from bench import pages as candidate_pages
from bench.repeated import functions_log_nowhere
from bench.report import report
from bench.resumes import compare
from bench.sweep import sweeps
from greenroom.clock import rfc3339, utc_now
from greenroom.costs.prices import prices
from local.build import build, for_this_machine
from local.cloud import free_port, running_cloud
from local.paths import STATE
from local.say import LocalError, run_main
from local.up import running_stack, stop_on_signals

RESULTS = Path(__file__).with_name("results.json")
FOLDER = STATE / "bench"


def booking() -> measure.Results:
    """Booking over HTTP and the way to the e-mail, on a deployed stack."""
    with running_stack(free_port(), FOLDER) as (_, stack), functions_log_nowhere():
        levels, seconds = measure.booking(stack)
    return {"booking": levels, "mail_seconds": seconds}


def paths() -> measure.Results:
    """Units, CPU, cost and growth of each path, a booking beside that of a plain Django, and one e-mail."""
    target = for_this_machine()
    build(target)
    with running_cloud(free_port(), FOLDER) as cloud, functions_log_nowhere():
        before = peer.peer_ms()
        found, one_mail = measure.paths(cloud.endpoint_url, target.folder / "build")
        return {"paths": found, "mail": one_mail, "peer": peer.beside(found, before, peer.peer_ms())}


def routes() -> measure.Results:
    """Units and CPU of each recruiter's route."""
    with running_cloud(free_port(), FOLDER) as cloud, functions_log_nowhere():
        found, own = measure.routes(cloud.endpoint_url)
    return {"routes": found, "functions": own}


def sweep() -> measure.Results:
    """The cost of a sweep by the number of due and of stored interviews."""
    with running_cloud(free_port(), FOLDER) as cloud, functions_log_nowhere():
        return {"sweep": sweeps(cloud.endpoint_url)}


def artefacts() -> measure.Results:
    """Sizes and cold starts of the deployed artefacts."""
    target = for_this_machine()
    build(target)
    folder = target.folder / "build"
    return {"artefacts_mib": measure.weights(folder), "cold_start": measure.processes(folder)}


def starts() -> measure.Results:
    """Instructions of each function's start, which do not move with the machine's load; needs valgrind."""
    target = for_this_machine()
    build(target)
    return {"starts": instructions.starts(target.folder / "build")}


def matching() -> measure.Results:
    """The CPU time of one match, without a database."""
    return {"matching": matches.matching()}


def console() -> measure.Results:
    """Time and round trips of the console's table of candidates."""
    with running_cloud(free_port(), FOLDER) as cloud, functions_log_nowhere():
        return {"console": console_table.table(cloud.endpoint_url)}


def pages() -> measure.Results:
    """The candidate's pages in a browser, on a deployed stack."""
    with running_stack(free_port(), FOLDER) as (_, stack):
        return candidate_pages.measured(stack)


def room() -> measure.Results:
    """The video room in two browsers, on a deployed stack."""
    with running_stack(free_port(), FOLDER) as (_, stack):
        return video_room.measured(stack)


PARTS: dict[str, Callable[[], measure.Results]] = {
    "booking": booking,
    "paths": paths,
    "routes": routes,
    "sweep": sweep,
    "artefacts": artefacts,
    "starts": starts,
    "matching": matching,
    "pages": pages,
    "room": room,
    "console": console,
}


def machine() -> dict[str, object]:
    """The machine of this run: figures compare only with figures from the same run."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
    cores = sum(line.startswith("processor") for line in lines) or None
    return {"processor": model or platform.machine(), "cores": cores, "python": platform.python_version()}


def measured(name: str) -> measure.Results:
    """Measure one part. Its results say when and on which machine."""
    at = {"at": rfc3339(utc_now().replace(microsecond=0)), **machine()}
    return PARTS[name]() | {"measured": {name: at}, "prices_as_of": prices().as_of.isoformat()}


def merged(stored: dict[str, Any], found: measure.Results) -> dict[str, Any]:
    """The stored results, with a newly measured part in place of the old."""
    return {**stored, **found, "measured": {**stored.get("measured", {}), **found["measured"]}}


def main() -> int:
    stop_on_signals()
    if sys.argv[1:2] == ["resumes"]:
        if len(sys.argv) != 3:
            raise LocalError("Name the folder: python -m bench resumes FOLDER.", 2)
        return compare(Path(sys.argv[2]))
    names = sys.argv[1:] or [name for name in PARTS if name != "starts" or instructions.can_count()]
    if unknown := set(names) - set(PARTS):
        raise LocalError(f"There is no part {', '.join(sorted(unknown))}: choose from {', '.join(PARTS)}.", 2)
    results: dict[str, Any] = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    for name in names:
        results = merged(results, measured(name))
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    slo.DOCUMENT.write_text(slo.document(results))
    sys.stdout.write("\n".join(report(results)) + "\n")
    return 0


if __name__ == "__main__":
    run_main(main)
