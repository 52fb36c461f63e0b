"""Starts MiniStack with limited and faster processes for each function, and hands over records and lines as AWS does.

MiniStack's own Python runs this. MiniStack starts a process for each call that comes while others run, as Lambda starts
an execution environment. On a laptop 32 processes start on the same few cores, and callers run into their time limits:
of 271 bookings by 32 clients 25 got no answer within 30 s. No function of ours waits for a call of itself (the sweeper
calls itself without waiting), so no call can wait for a process that its own caller uses.
"""

import os
import runpy
import threading
import zipfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from ministack.app import main  # type: ignore[import-not-found] # it is in the environment of MiniStack alone
from ministack.core import lambda_runtime  # type: ignore[import-not-found]
from ministack.services import cloudwatch_logs, lambda_svc  # type: ignore[import-not-found]

AT_ONCE = max(2, min(8, os.cpu_count() or 2))
"""Processes of one function. One per core, because each mostly computes."""

_turn = threading.Condition()
_acquire, _release = lambda_svc.acquire_worker, lambda_svc.release_worker


def acquire_in_turn(*arguments: object, **named: object) -> object:
    """Wait until a worker is free or may be started, and return it."""
    with _turn:
        while True:
            worker, reason = _acquire(*arguments, **{**named, "max_concurrency": AT_ONCE})
            if worker is not None:
                return worker, reason
            _turn.wait()


def release(worker: object) -> None:
    _release(worker)
    with _turn:
        _turn.notify_all()


def put_aside(mapping: Any, function: Any, records: list[Any], result: Any) -> None:
    stream = mapping["EventSourceArn"]
    lambda_svc._send_ddb_stream_failure_record(mapping, function, records, stream, result, "RetryAttemptsExhausted")


def execute(function: Any, event: dict[str, Any]) -> Any:
    """Run an invocation. A batch of a stream is repeated until each record is handled or set aside."""
    records = event.get("Records") or [{}]
    if not isinstance(records[0], dict) or records[0].get("eventSource") != "aws:dynamodb":
        return _execute(function, event)
    name = (function.get("config") or function)["FunctionName"]
    stream = records[0]["eventSourceARN"]
    mappings = [one for _account, _region, one in lambda_svc._iter_all_esms() if one["EventSourceArn"] == stream]
    mapping = next((one for one in mappings if one["FunctionName"].split(":")[-1] == name), None)
    return _batches.hand_over(mapping, function, records) if mapping else _execute(function, event)


def take_lines(group: str, stream: str, lines: list[dict[str, Any]]) -> None:
    """Keep the lines that subscriptions match, until they are handed over."""
    subscriptions = (cloudwatch_logs._log_groups.get(group) or {}).get("subscriptionFilters") or {}
    for described in list(subscriptions.values()):
        pattern = described.get("filterPattern", "")
        matching = [
            line | {"logStreamName": stream}
            for line in lines
            if cloudwatch_logs._subscription_pattern_matches(pattern, line["message"])
        ]
        if matching:
            _lines.take(_logs["subscription_of"](group, described), matching)


def handles_lines(name: str, event: dict[str, Any]) -> bool:
    """Invoke a function with lines. A function that was deleted has handled them."""
    function = lambda_svc._functions.get(name)
    return not (function and lambda_svc._execute_function_with_config_scope(function, event).get("error"))


def beside(module: str) -> dict[str, Any]:
    """A module of this folder, by its path, because MiniStack's environment has no package `local`."""
    return runpy.run_path(str(Path(__file__).with_name(module)))


_execute = lambda_svc._execute_function
_batches = beside("stream_batches.py")["StreamBatches"](_execute, put_aside)
_logs = beside("log_batches.py")
_lines = _logs["LogBatches"](handles_lines)
_quick = beside("quick_workers.py")

if __name__ == "__main__":
    lambda_svc._execute_function = execute
    lambda_svc.acquire_worker, lambda_svc.release_worker = acquire_in_turn, release
    lambda_runtime.Worker._drain_stderr_bounded = _quick["lines_of_call"]
    lambda_runtime.zipfile = SimpleNamespace(**{**vars(zipfile), "ZipFile": _quick["SharedArchive"]})
    cloudwatch_logs._fanout_to_subscription_filters = take_lines
    _lines.start()
    main()
