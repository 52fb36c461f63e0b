"""`make bench`: measures on a local cloud of its own, prints a table and writes bench/results.json."""

import json
import platform
import sys
from pathlib import Path

from bench import measure
from bench.cost import prices
from bench.report import report
from bench.walk import functions_log_nowhere
from greenroom.clock import rfc3339, utc_now
from local.build import for_this_machine
from local.cloud import free_port
from local.paths import STATE
from local.say import run_main
from local.up import running_stack, stop_on_signals

RESULTS = Path(__file__).with_name("results.json")


def machine() -> dict[str, object]:
    """What was measured on: figures compare only with figures from the same run."""
    cpuinfo = Path("/proc/cpuinfo")
    lines = cpuinfo.read_text().splitlines() if cpuinfo.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
    cores = sum(line.startswith("processor") for line in lines) or None
    return {"processor": model or platform.machine(), "cores": cores, "python": platform.python_version()}


def main() -> int:
    stop_on_signals()
    results: measure.Results = {
        "measured_at": rfc3339(utc_now().replace(microsecond=0)),
        "machine": machine(),
        "prices_written_down": str(prices()["written_down"]),
    }
    with running_stack(free_port(), STATE / "bench") as (cloud, stack), functions_log_nowhere():
        build = for_this_machine().folder / "build"
        results["booking"], results["mail_seconds"] = measure.booking(stack)
        results["paths"] = measure.paths(cloud.endpoint_url)
        results["routes"], results["functions"] = measure.routes(cloud.endpoint_url)
        results["artefacts_mib"] = measure.weights(build)
    results["cold_start"] = measure.processes(build)
    RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    sys.stdout.write("\n".join(report(results)) + "\n")
    return 0


if __name__ == "__main__":
    run_main(main)
