"""Logs, metrics and the usage of interviews, set up once. Nothing personal or secret is logged: entities are named by
their ids alone."""

import gc
import inspect
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.typing import LambdaContext

from greenroom.adapters.mails_not_taken import mails_not_taken
from greenroom.adapters.metering import meter, rounded
from greenroom.adapters.tracing import TRACE_ID, trace
from greenroom.adapters.unreadable import unreadable_items
from greenroom.clock import rfc3339, utc_now
from greenroom.models.usage import Counted

# Most invocations count nothing, and are not to be warned of.
warnings.filterwarnings("ignore", "No application metrics to publish")

logger = Logger(service="greenroom", log_uncaught_exceptions=False)
metrics = Metrics(namespace="Greenroom", service="greenroom")

INTERVIEW_USAGE = "interview_usage"
"""The message of the lines that the template's subscriptions pick and `record_usage` stores."""


def end_start() -> None:
    """Exclude the objects of a process's start from the search for cycles, and search all others less often.

    `metered` does so. A handler that is not metered must itself, as the last of its module.
    """
    gc.freeze()
    gc.set_threshold(100_000)


def metered[Answer](
    handler: Callable[[dict[str, Any], LambdaContext], Answer],
) -> Callable[[dict[str, Any], LambdaContext], Answer]:
    """A handler that logs a line for each interview that it worked for: what that used. For others it logs nothing.

    To be put under `logger.inject_lambda_context`, whose request id makes a line one of a kind.
    """
    # CPU of the process so far is nearly all that its start takes: imports hardly wait.
    init_seconds = time.process_time()
    end_start()

    @wraps(handler)
    def measured(event: dict[str, Any], context: LambdaContext) -> Answer:
        meter.begin()
        _begin_trace(event, context)
        _note_arrival(event)
        try:
            return handler(event, context)
        finally:
            # Also where it failed: that was paid for too.
            report_what_was_noted()
            used = meter.end(int(context.memory_limit_in_mb), init_seconds)
            for (org_id, interview_id), usage in used.items():
                logger.info(
                    INTERVIEW_USAGE,
                    org_id=org_id,
                    interview_id=interview_id,
                    used_at=rfc3339(utc_now()),
                    amounts=rounded(usage.amounts),
                    models={model: rounded(amounts) for model, amounts in usage.models.items()},
                )

    return measured


def report_what_was_noted() -> None:
    """Log and count the items that could not be read, and the e-mails that were not taken, since the last call."""
    for item in unreadable_items.taken():
        logger.error("unreadable", table=item.table, key=item.key, attributes=item.attributes)
        metrics.add_metric("UnreadableItem", "Count", 1)
    if refused := mails_not_taken.taken():
        logger.error("mail not taken", count=refused)
        metrics.add_metric("MailNotTaken", "Count", refused)


def _begin_trace(event: Mapping[str, Any], context: LambdaContext) -> None:
    asked = event.get("requestContext") if "httpMethod" in event else None
    trace.current = str((asked or {}).get("requestId") or context.aws_request_id)
    logger.append_keys(trace_id=trace.current)


def name_interview(org_id: str, interview_id: str) -> None:
    """Name an interview in all lines that follow in this invocation."""
    logger.append_keys(org_id=org_id, interview_id=interview_id)


@contextmanager
def following_trace(trace_id: str | None) -> Iterator[None]:
    """Within it, work and its lines are for another trace, which a message brought; without one they go on."""
    before = trace.current
    with trace.following(trace_id):
        logger.append_keys(trace_id=trace.current)
        try:
            yield
        finally:
            logger.append_keys(trace_id=before)


@contextmanager
def work_named(org_id: str, interview_id: str, trace_id: str | None = None) -> Iterator[None]:
    """Within it, lines name this interview, and the trace that its work follows from."""
    with trace.following(trace_id):
        named = {"org_id": org_id, "interview_id": interview_id, TRACE_ID: trace.current}
        before = {name: value for name, value in logger.get_current_keys().items() if name in named}
        logger.append_keys(**named)
        try:
            yield
        finally:
            logger.remove_keys(named)
            logger.append_keys(**before)


def _note_arrival(event: Mapping[str, Any]) -> None:
    # A dead letter has a `requestContext` too.
    if "httpMethod" not in event:
        return
    meter.count(Counted.API_REQUESTS)
    # CloudFront names each request that it passes on.
    if any(name.lower() == "x-amz-cf-id" for name in event.get("headers") or ()):
        meter.count(Counted.EDGE_REQUESTS)


def note_failed_request(error: Exception) -> None:
    """Count an answer of 500: Lambda itself counts no error where a handler answered."""
    named = logger.get_current_keys()
    unreadable_items.note_failure(error, org_id=named.get("org_id"), interview_id=named.get("interview_id"))
    metrics.add_metric("RequestFailed", "Count", 1)


def place_of(error: Exception) -> list[str]:
    """The place of an error for the log: files, lines and functions, without values that a person sent."""
    frames = inspect.getinnerframes(error.__traceback__, context=0) if error.__traceback__ else []
    return [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.function}" for frame in frames[-6:]]
