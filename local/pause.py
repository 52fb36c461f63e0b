"""`make pause` and `make resume`: everything that acts by itself off, and on again, while a table is restored.

Off: each stream and queue that wakes a function, and each schedule. Requests of people and programs are still answered.
"""

import sys
from collections.abc import Iterator
from typing import Literal

from local.aws import Account
from local.chosen_account import chosen_stack
from local.say import LocalError, run_main, say
from local.stack import describe

SCHEDULE_FIELDS = (
    *("Name", "GroupName", "ScheduleExpression", "ScheduleExpressionTimezone", "FlexibleTimeWindow", "Target"),
    *("Description", "StartDate", "EndDate", "KmsKeyArn", "ActionAfterCompletion"),
)
"""What UpdateSchedule takes: it replaces all of a schedule, so all is sent back."""


def set_mappings(account: Account, functions: list[str], *, is_on: bool) -> Iterator[str]:
    """Streams and queues of these functions, switched; the names of those that were the other way."""
    for function in functions:
        pages = account.lambda_.get_paginator("list_event_source_mappings").paginate(FunctionName=function)
        for mapping in (one for page in pages for one in page["EventSourceMappings"]):
            if mapping["State"].startswith("Enabl") is not is_on:
                account.lambda_.update_event_source_mapping(UUID=mapping["UUID"], Enabled=is_on)
                yield f"{mapping.get('EventSourceArn', '').rpartition(':')[2]} -> {function}"


def set_schedules(account: Account, names: list[str], *, is_on: bool) -> Iterator[str]:
    """These schedules, switched; the names of those that were the other way."""
    wanted: Literal["ENABLED", "DISABLED"] = "ENABLED" if is_on else "DISABLED"
    for name in names:
        found = account.scheduler.get_schedule(Name=name)
        if found["State"] != wanted:
            kept = {field: found[field] for field in SCHEDULE_FIELDS if field in found}  # type: ignore[literal-required]
            account.scheduler.update_schedule(**kept, State=wanted)
            yield name


def switch(account: Account, name: str, *, is_on: bool) -> list[str]:
    """All that acts by itself in a stack, switched; may be repeated."""
    resources = describe(account, name)
    functions = sorted(resources.of("AWS::Lambda::Function").values())
    schedules = sorted(resources.of("AWS::Scheduler::Schedule").values())
    return [
        *set_mappings(account, functions, is_on=is_on),
        *set_schedules(account, [one.rpartition("/")[2] for one in schedules], is_on=is_on),
    ]


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) == 2 else ""
    if wanted not in {"pause", "resume"}:
        raise LocalError("make pause, or make resume.", 2)
    account, name = chosen_stack()
    switched = switch(account, name, is_on=wanted == "resume")
    for one in switched:
        say(f"  {'on ' if wanted == 'resume' else 'off'}  {one}")
    say(f"{len(switched)} switched {'on' if wanted == 'resume' else 'off'}; the others were so already.")
    return 0


if __name__ == "__main__":
    run_main(main)
