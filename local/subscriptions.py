"""Delivers log lines to the functions that subscribed to them, several lines at once, as CloudWatch Logs does.

MiniStack delivers each line alone, and starts a process for each line that comes while others run: a booking over HTTP
then took 221 ms instead of 79 (`python -m bench booking`, one client, median). So this module takes over the
subscriptions.
"""

import base64
import gzip
import json
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from local.aws import Account

EVERY_SECONDS = 1.0
LOOKS_BACK_MS = 3_000
"""Lines of invocations that end together may be written out of order, so earlier lines are read again."""

type Line = Mapping[str, Any]


@dataclass
class Subscription:
    """A function's subscription to the lines of a log group that match a pattern.

    `sent` are the newest lines delivered.
    """

    group: str
    name: str
    pattern: str
    function: str
    since: int
    sent: dict[tuple[str, int, str], None] = field(default_factory=dict)


def taken_over(account: Account) -> list[Subscription]:
    """Take over all subscriptions of the local cloud, by removing them there."""
    logs, now = account.logs, time.time_ns() // 1_000_000
    found = []
    for group in [one["logGroupName"] for one in logs.describe_log_groups()["logGroups"]]:
        for one in logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]:
            name, function = one["filterName"], one["destinationArn"]
            logs.delete_subscription_filter(logGroupName=group, filterName=name)
            found.append(Subscription(group, name, one["filterPattern"], function, now))
    return found


def deliver(account: Account, subscription: Subscription) -> None:
    """Deliver the lines since the last time in one event. Lines are delivered again if the function failed."""
    since = subscription.since - LOOKS_BACK_MS
    pages = account.logs.get_paginator("filter_log_events").paginate(
        logGroupName=subscription.group, filterPattern=subscription.pattern, startTime=since
    )
    lines = {
        (one["logStreamName"], one["timestamp"], one["message"]): one
        for page in pages
        for one in page["events"]
        if (one["logStreamName"], one["timestamp"], one["message"]) not in subscription.sent
    }
    if not lines:
        return
    answer = account.lambda_.invoke(
        FunctionName=subscription.function, Payload=json.dumps(event_of(subscription, list(lines.values())))
    )
    if answer.get("FunctionError"):
        return
    subscription.since = max(timestamp for _, timestamp, _ in lines)
    oldest = subscription.since - LOOKS_BACK_MS
    subscription.sent = {key: None for key in (*subscription.sent, *lines) if key[1] >= oldest}


def event_of(subscription: Subscription, lines: Sequence[Line]) -> dict[str, Any]:
    """An event with lines, packed as CloudWatch Logs packs them."""
    message = {
        "messageType": "DATA_MESSAGE",
        "owner": "000000000000",
        "logGroup": subscription.group,
        "logStream": lines[0]["logStreamName"],
        "subscriptionFilters": [subscription.name],
        "logEvents": [
            {"id": str(number), "timestamp": line["timestamp"], "message": line["message"]}
            for number, line in enumerate(lines)
        ],
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(message).encode())).decode()}}


@contextmanager
def followed(account: Account) -> Iterator[None]:
    """While inside, deliver lines each second."""
    subscriptions, is_over = taken_over(account), threading.Event()

    def follow() -> None:
        while not is_over.wait(EVERY_SECONDS):
            for subscription in subscriptions:
                try:
                    deliver(account, subscription)
                except (BotoCoreError, ClientError):
                    # The cloud is busy or gone. Lines that were not delivered are found the next time.
                    continue

    thread = threading.Thread(target=follow, name="subscriptions", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join(timeout=10)
