"""CPU time of composing one invitation, in a new process of create_session as it is built and in a warm one."""

import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.coldstart import HANDLER, compile_runtime, environment, lambda_runtime
from bench.recruiter import MeasuredRecruiter

TIMES = 30
PROCESSES = 5
FUNCTION = "create_session"
COMPOSED = """
import importlib, json, sys, time
from greenroom.models.interview import Booking

booking = Booking.model_validate_json(sys.stdin.read())
used = []
for _ in range({times}):
    began = time.thread_time()
    compose = importlib.import_module("greenroom.mail.compose")  # when the first mail is made, as in the function
    compose.invitation(booking, "https://portal.example/?session_key=" + "0a1b2c3d" * 8, "interviews@portal.example")
    used.append((time.thread_time() - began) * 1000)
print(json.dumps(used))
"""
"""Composes the invitation of the booking that comes as JSON, and prints the CPU of each time in ms."""


def mails(recruiter: MeasuredRecruiter, build: Path) -> dict[str, float]:
    """CPU time of the first e-mail of a process (a median) and of a later one, for a new booking."""
    found = recruiter.app.schedule.booking(recruiter.org_id, recruiter.scheduled())
    if found is None:
        raise LookupError("the booking is not there")
    compile_runtime()
    with lambda_runtime() as runtime:
        env = environment(build, FUNCTION, runtime)
        runs = [_in_a_process(found.model_dump_json(), env) for _ in range(PROCESSES)]
    warm = [one for run in runs for one in run[TIMES // 3 :]]
    return {
        "first_ms": round(statistics.median(run[0] for run in runs), 1),
        "next_ms": round(statistics.median(warm), 2),
    }


def _in_a_process(booking: str, env: dict[str, str]) -> list[float]:
    code = HANDLER.format(name=FUNCTION) + COMPOSED.format(times=TIMES)
    command, folder = [sys.executable, "-P", "-S", "-c", code], tempfile.gettempdir()
    ran = subprocess.run(command, cwd=folder, env=env, input=booking, stdout=subprocess.PIPE, text=True, check=True)
    used: list[float] = json.loads(ran.stdout.splitlines()[-1])
    return used
