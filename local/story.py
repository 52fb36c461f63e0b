"""`make story INTERVIEW=int_...`: the history of an interview, in order, from the logs and the audit log."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.clock import rfc3339
from greenroom.identifiers import can_name, made_at
from greenroom.observability import INTERVIEW_USAGE
from local.aws import Account
from local.chosen_account import chosen_stack
from local.logs import lines_of
from local.say import LocalError, run_main, say
from local.stack import describe

LEFT_OUT = frozenset(
    (
        "level",
        "location",
        "correlation_id",
        "message",
        "timestamp",
        "service",
        "cold_start",
        "function_name",
        "function_memory_size",
    )
) | {"function_arn", "function_request_id", "org_id", "interview_id", "trace_id", "amounts", "models", "_aws"}


MOST_TRACES = 20
"""Trace ids in one CloudWatch pattern, which is limited to 1,024 characters."""


@dataclass(frozen=True, order=True)
class Happened:
    """One line of the story."""

    at: str
    where: str
    what: str
    trace_id: str | None = None

    def __str__(self) -> str:
        return f"{self.at}  {self.where:24} {(self.trace_id or '')[:8]:8}  {self.what}"


def told_in_logs(
    lines: Iterable[tuple[int, str]], interview_id: str, traces: set[str]
) -> Iterator[tuple[str, Happened]]:
    """The organisation and the line, for each log line with the interview's id or one of its trace ids."""
    for time, text in lines:
        try:
            line: dict[str, Any] = json.loads(text)
        except ValueError:
            continue
        is_of_trace = line.get("trace_id") in traces and line.get("interview_id") in {None, interview_id}
        if "message" not in line or not (line.get("interview_id") == interview_id or is_of_trace):
            continue
        more = ", ".join(f"{name} {value}" for name, value in line.items() if name not in LEFT_OUT)
        what = f"{line['message']}{': ' if more else ''}{more}"
        at = rfc3339(datetime.fromtimestamp(time / 1000, UTC))
        yield (
            str(line.get("org_id") or ""),
            Happened(at, _short(str(line.get("function_name", ""))), what, line.get("trace_id")),
        )


def _short(function: str) -> str:
    """`greenroom-PortalFunction-1a2b` as `Portal`."""
    return function.partition("Function-")[0].rpartition("-")[2]


def told_in_audit_log(account: Account, table: str, org_id: str, interview_id: str) -> Iterator[Happened]:
    """The entries of the audit log, without reasons, which are free text."""
    key = Key("interview_key").eq(f"{org_id}#{interview_id}")
    for item in Database(account.dynamodb).query_all(table, key):
        for entry in item["entries"]:
            new = ", ".join(f"{name} {value}" for name, value in (entry.get("new") or {}).items())
            yield Happened(
                entry["at"], "audit log", f"{entry['action']} by {entry['actor']}: {new}", item.get("trace_id")
            )


def story(account: Account, stack: str, interview_id: str) -> list[Happened]:
    """The whole history. Raises LocalError if no log and no audit log has the interview."""
    resources, since = describe(account, stack), made_at(interview_id)
    groups = sorted(resources.of("AWS::Logs::LogGroup").values())
    start = int(since.timestamp() * 1000) if since else 0

    def lines_with(*words: str) -> list[tuple[int, str]]:
        # The local cloud supports no patterns, and has few lines.
        pattern = " ".join(f'?"{word}"' for word in words) if account.endpoint_url is None else ""
        return [line for group in groups for line in lines_of(account.logs, group, start, pattern)]

    told = list(told_in_logs(lines_with(interview_id), interview_id, set()))
    org_id = os.environ.get("ORG") or next((org for org, _ in told if org), None)
    if org_id is None:
        raise LocalError(
            f"No log names {interview_id}. Say whose it is: make story INTERVIEW={interview_id} ORG=org_...", 2
        )
    table = resources.of("AWS::DynamoDB::Table")["InterviewLogsTable"]
    entries = list(told_in_audit_log(account, table, org_id, interview_id))
    traces = {one.trace_id for one in [*(line for _, line in told), *entries] if one.trace_id}
    found = told_in_logs(lines_with(interview_id, *sorted(traces)[:MOST_TRACES]), interview_id, traces)
    # The receipt has the cost of each step.
    return sorted({*entries, *(line for _, line in found if not line.what.startswith(INTERVIEW_USAGE))})


def main() -> int:
    interview_id = os.environ.get("INTERVIEW", "")
    if not (interview_id.startswith("int_") and can_name(interview_id)):
        raise LocalError("Say which interview: make story INTERVIEW=int_...", 2)
    account, stack = chosen_stack()
    for one in story(account, stack, interview_id):
        say(str(one))
    return 0


if __name__ == "__main__":
    run_main(main)
