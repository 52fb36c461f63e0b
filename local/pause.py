"""`make pause` and `make resume`: stop all automatic work while a table is restored, and start it again.

This disables each schedule, and each stream and queue that invokes a function. Requests of people and programs are
still answered.
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
"""The fields that UpdateSchedule takes. It replaces the whole schedule, so all are sent."""


def set_mappings(account: Account, functions: list[str], *, is_on: bool) -> Iterator[str]:
    """Enable or disable the event source mappings of these functions. Yields the names of those that changed."""
    for function in functions:
        pages = account.lambda_.get_paginator("list_event_source_mappings").paginate(FunctionName=function)
        for mapping in (one for page in pages for one in page["EventSourceMappings"]):
            if mapping["State"].startswith("Enabl") is not is_on:
                account.lambda_.update_event_source_mapping(UUID=mapping["UUID"], Enabled=is_on)
                yield f"{mapping.get('EventSourceArn', '').rpartition(':')[2]} -> {function}"


def set_schedules(account: Account, names: list[str], *, is_on: bool) -> Iterator[str]:
    """Enable or disable these schedules. Yields the names of those that changed."""
    wanted: Literal["ENABLED", "DISABLED"] = "ENABLED" if is_on else "DISABLED"
    for name in names:
        found = account.scheduler.get_schedule(Name=name)
        if found["State"] != wanted:
            kept = {field: found[field] for field in SCHEDULE_FIELDS if field in found}  # type: ignore[literal-required]
            account.scheduler.update_schedule(**kept, State=wanted)
            yield name


def switch(account: Account, name: str, *, is_on: bool) -> list[str]:
    """Enable or disable all automatic work of a stack. Returns the names of what changed. May be repeated."""
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
