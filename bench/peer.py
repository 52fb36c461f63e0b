"""A booking of Greenroom beside one of a plain Django application in the same run, for a ratio of the two."""

import json
import os
import statistics
import subprocess
import tempfile
from collections.abc import Mapping
from typing import Any

from local.paths import ROOT
from local.say import LocalError
from local.tools import tool

TIMES = 40
WARM_AFTER = 10
OURS = ("authorizer, each request", "book", "session and e-mail")
"""The invocations that together do the work of one request to the Django application."""


def peer_ms() -> float:
    """Median CPU time of a booking in the warm Django application."""
    with tempfile.TemporaryDirectory() as folder:
        named = {"DJANGO_SETTINGS_MODULE": "bench.django_peer.settings", "PEER_DATABASE": f"{folder}/peer.sqlite3"}
        command = [tool("django"), "-m", "bench.django_peer", str(TIMES)]
        ran = subprocess.run(
            command, cwd=ROOT, env={**os.environ, **named}, capture_output=True, text=True, check=False
        )
    if ran.returncode != 0:
        raise LocalError(f"The Django peer failed: {(ran.stderr.strip().splitlines() or ['no reason given'])[-1]}")
    used: list[float] = json.loads(ran.stdout)
    return round(statistics.median(used[WARM_AFTER:]), 2)


def beside(paths: Mapping[str, Any], before: float, after: float) -> dict[str, float]:
    """Both CPU times. The Django application is measured before and after Greenroom."""
    ours, own = (round(sum(paths[name][key] for name in OURS), 2) for key in ("cpu_ms", "own_cpu_ms"))
    theirs = round((before + after) / 2, 2)
    return {"greenroom_ms": ours, "without_botocore_ms": own, "django_ms": theirs, "ratio": round(ours / theirs, 2)}
