"""Instructions of each built function's start, counted by valgrind, because other load does not change the count."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from bench.coldstart import BARE, HANDLER, LAST, compile_runtime, environment, lambda_runtime
from local.paths import ROOT
from local.say import LocalError

FUNCTIONS = tuple(sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py")))
BARE_PROCESS = "bare process"
FLOOR = "pydantic and Powertools"
"""The imports of every function that answers HTTP."""
LIBRARIES = (
    "import gc\ngc.set_threshold(1_000_000)\n"
    "from aws_lambda_powertools import Logger, Metrics\nfrom pydantic import BaseModel, ConfigDict, Field\n"
    "import greenroom.api\nfrom aws_lambda_powertools.event_handler import APIGatewayRestResolver, Response\n"
    "from greenroom.adapters.dynamodb import dynamodb_client\ndynamodb_client()\n"
)


def can_count() -> bool:
    """Whether valgrind is installed."""
    return shutil.which("valgrind") is not None


def starts(build: Path) -> dict[str, dict[str, float]]:
    """Millions of instructions of each start, and the ratio to the bare process of bench/coldstart.py.

    Raises LocalError if valgrind is not installed.
    """
    if not can_count():
        raise LocalError("valgrind was not found: install it (on Debian: apt-get install valgrind) and try again.")
    compile_runtime()
    codes = {BARE_PROCESS: BARE, FLOOR: LIBRARIES} | {name: HANDLER.format(name=name) for name in FUNCTIONS}
    with lambda_runtime() as runtime, ThreadPoolExecutor(os.cpu_count()) as pool:
        env_of = partial(environment, build, runtime=runtime)
        tasks = {
            name: pool.submit(millions, code, env_of(name if name in FUNCTIONS else "book_slot"))
            for name, code in codes.items()
        }
        found = {name: task.result() for name, task in tasks.items()}
    bare = found[BARE_PROCESS]
    return {
        name: {"million": round(count), "ratio": round(count / bare, 3)}
        for name, count in sorted(found.items(), key=lambda one: one[1])
    }


def millions(code: str, env: Mapping[str, str]) -> float:
    """Millions of instructions of a new Python process. Raises LocalError if it fails."""
    command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null", sys.executable]
    ran = subprocess.run(
        [*command, "-P", "-S", "-c", code + LAST],
        env={**env, "PYTHONHASHSEED": "0"},
        cwd=tempfile.gettempdir(),
        capture_output=True,
        text=True,
        check=False,
    )
    counted = re.search(r"I +refs: +([\d,]+)", ran.stderr)
    if ran.returncode or counted is None:
        raise LocalError(f"the process failed: {ran.stderr[-500:]}")
    return int(counted[1].replace(",", "")) / 1e6
