"""The functions' logs in the local cloud's CloudWatch: their lines in one file, oldest first, and subscriptions."""

from pathlib import Path
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from local.aws import Account

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient


def lines_of(logs: "CloudWatchLogsClient", group: str, since: int = 0, pattern: str = "") -> list[tuple[int, str]]:
    """Time (Unix milliseconds) and text of each line of a log group from `since` on that matches a pattern."""
    paginator = logs.get_paginator("filter_log_events")
    pages = paginator.paginate(logGroupName=group, startTime=since, filterPattern=pattern)
    return [(event["timestamp"], event["message"].rstrip()) for page in pages for event in page["events"]]


def keep_logs(account: Account, path: Path) -> None:
    """Write all functions' log lines to a file. Does nothing if the cloud is gone."""
    try:
        groups = [group["logGroupName"] for group in account.logs.describe_log_groups()["logGroups"]]
        lines = [(time, group, text) for group in groups for time, text in lines_of(account.logs, group)]
    except (BotoCoreError, ClientError):
        return
    path.write_text("".join(f"{group} {text}\n" for _, group, text in sorted(lines)))


def unsubscribe(account: Account) -> None:
    """Delete all subscriptions, so that no line of a log invokes a function."""
    for group in [one["logGroupName"] for one in account.logs.describe_log_groups()["logGroups"]]:
        for one in account.logs.describe_subscription_filters(logGroupName=group)["subscriptionFilters"]:
            account.logs.delete_subscription_filter(logGroupName=group, filterName=one["filterName"])
