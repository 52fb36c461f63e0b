"""Sweeps over few and over many stored interviews: the cost of a sweep depends on the due interviews alone."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bench.configured import configured_process
from bench.due import make_due, write_all
from bench.meter import Used
from bench.paths import PathFailedError
from bench.recruiter import MeasuredRecruiter
from functions.status_sweeper.handler import lambda_handler
from greenroom.adapters.items import Item
from greenroom.adapters.schedule_items import interview_item
from greenroom.clock import utc_now
from greenroom.identifiers import new_id
from greenroom.models.interview import InterviewStatus
from local.gateway import lambda_context
from local.say import step
from local.template import template

FEW = 1_000
MANY = 100_000
DUE_OF_FEW = (0, 10, 1_000)
DUE_OF_MANY = (0, 10, 1_000, 10_000)
MOST_INVOCATIONS = 100


def until_the_timeout() -> Callable[[], int]:
    """The milliseconds that a sweeper's invocation has left, which begins now."""
    seconds: int = template()["Resources"]["StatusSweeperFunction"]["Properties"]["Timeout"]
    ends_at = time.monotonic() + seconds
    return lambda: max(0, round((ends_at - time.monotonic()) * 1000))


def sweeps(endpoint_url: str) -> dict[str, Any]:
    """Units and times of sweeping until nothing is due, by the number of stored and of due interviews."""
    found: dict[str, Any] = {}
    with configured_process(endpoint_url) as process:
        recruiter = MeasuredRecruiter(process).open()
        swept(recruiter, 0)  # warms the function: loading is measured elsewhere
        stored = 0
        for count, dues in ((FEW, DUE_OF_FEW), (MANY, DUE_OF_MANY)):
            with step(f"{count:,} interviews stored"):
                keep(recruiter, count - stored)
            stored = count
            for due in dues:
                with step(f"A sweep of {due:,} due among {count:,}"):
                    make_due(recruiter, due, ago=timedelta(hours=2))
                    found[f"{due} due of {count}"] = swept(recruiter, due)
    return found


def keep(recruiter: MeasuredRecruiter, count: int) -> None:
    """Create interviews without due work: every second one is over, the others take place within the next months."""
    model = recruiter.app.schedule.interview(recruiter.org_id, recruiter.scheduled())
    now = utc_now()

    def rows() -> Iterator[tuple[str, Item]]:
        for number in range(count):
            own = model.changed(interview_id=new_id("int"), session_id=new_id("ses"))
            if number % 2:
                own = own.changed(status=InterviewStatus.NO_SHOW, due_at=None)
            else:
                own = own.changed(due_at=now + timedelta(days=30, minutes=number))
            yield recruiter.process.tables.interviews, interview_item(own, recruiter.process.tables.due_shards)

    write_all(recruiter, rows())


def swept(recruiter: MeasuredRecruiter, due: int) -> dict[str, Any]:
    """Sweep as the schedule does, one invocation after another, until the given number of interviews is done."""
    invocations: list[Used] = []
    settled = 0
    while settled < due or not invocations:
        with recruiter.process.meter.measure() as used:
            settled += lambda_handler({"source": "aws.scheduler"}, lambda_context(until_the_timeout()))["no_show"]
        invocations.append(used)
        if len(invocations) > MOST_INVOCATIONS:
            raise PathFailedError(f"{settled} of {due} due interviews were settled in {len(invocations)} sweeps")
    return {
        "invocations": len(invocations),
        "round_trips": sum(one.round_trips for one in invocations),
        "read_units": sum(one.reads for one in invocations),
        "write_units": sum(one.writes for one in invocations),
        "own_cpu_ms": round(1000 * sum(one.own_cpu for one in invocations), 1),
        "cpu_ms": round(1000 * sum(one.cpu for one in invocations), 1),
        "waited_ms": round(1000 * sum(one.waited for one in invocations), 1),
        "longest_ms": round(1000 * max(one.wall for one in invocations), 1),
    }
