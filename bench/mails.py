"""CPU time of composing one invitation, in a new process of create_session and in a warm one.

`python -m bench.mails` reads a booking as JSON, composes its invitation TIMES times and prints the CPU of each in ms.
"""

import importlib
import json
import os
import statistics
import subprocess
import sys
import time

from bench.recruiter import MeasuredRecruiter
from greenroom.models.interview import Booking
from local.paths import ROOT

TIMES = 30
PROCESSES = 5
LINK = "https://portal.example/?session_key=jO5iB1nXyZr8vQ2tW4mK6sD9fG3hL7aP0cE1uT5oRqI"
SENDER = "interviews@portal.example"


def mails(recruiter: MeasuredRecruiter) -> dict[str, float]:
    """CPU time of the first e-mail of a process (a median) and of a later one, for a new booking."""
    found = recruiter.app.schedule.booking(recruiter.org_id, recruiter.scheduled())
    if found is None:
        raise LookupError("the booking is not there")
    runs = [_in_a_process(found.model_dump_json(), recruiter.process.environment) for _ in range(PROCESSES)]
    warm = [one for run in runs for one in run[TIMES // 3 :]]
    return {
        "first_ms": round(statistics.median(run[0] for run in runs), 1),
        "next_ms": round(statistics.median(warm), 2),
    }


def _in_a_process(booking: str, environment: dict[str, str]) -> list[float]:
    ran = subprocess.run(
        [sys.executable, "-m", "bench.mails"],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=booking,
        capture_output=True,
        text=True,
        check=True,
    )
    used: list[float] = json.loads(ran.stdout.splitlines()[-1])
    return used


def composed(booking: Booking) -> list[float]:
    """CPU time of each e-mail in ms. To be called in a process that has loaded the handler and composed no e-mail."""
    importlib.import_module("functions.create_session.handler")
    used = []
    for _ in range(TIMES):
        began = time.thread_time()
        compose = importlib.import_module("greenroom.mail.compose")  # when the first mail is made, as in the function
        compose.invitation(booking, LINK, SENDER)
        used.append((time.thread_time() - began) * 1000)
    return used


if __name__ == "__main__":
    print(json.dumps(composed(Booking.model_validate_json(sys.stdin.read()))))
