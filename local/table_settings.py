"""`make table-settings TABLE=SessionsTable AS=physical-name`: gives a restored table the settings that a restore omits.

Point-in-time recovery restores items and indexes only. Stream, time to live, recovery and protection are set here as
the template has them.
"""

import os
from typing import Any

from botocore.exceptions import ClientError

from local.aws import Account
from local.chosen_account import chosen_stack
from local.say import LocalError, run_main, say
from local.stack import describe
from local.template import template


def declared(table: str) -> dict[str, Any]:
    """A table's properties in the template. Raises LocalError if the template has no such table."""
    resource = template()["Resources"].get(table)
    if resource is None or resource["Type"] != "AWS::DynamoDB::Table":
        raise LocalError(f"TABLE={table} is no table of template.yaml.", 2)
    properties: dict[str, Any] = resource["Properties"]
    return properties


def apply_settings(account: Account, table: str, name: str) -> list[str]:
    """Apply the template's settings of `table` to the table called `name`. Returns the settings that it applied.

    May be repeated.
    """
    wanted, client, done = declared(table), account.dynamodb, list[str]()
    if "StreamSpecification" in wanted:
        view = wanted["StreamSpecification"]["StreamViewType"]
        found = client.describe_table(TableName=name)["Table"].get("StreamSpecification", {})
        if not found.get("StreamEnabled"):
            client.update_table(TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": view})
            client.get_waiter("table_exists").wait(TableName=name)
            done.append(f"stream of {view}")
    if "TimeToLiveSpecification" in wanted:
        attribute = wanted["TimeToLiveSpecification"]["AttributeName"]
        alive = client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]
        if alive.get("TimeToLiveStatus") not in {"ENABLED", "ENABLING"}:
            client.update_time_to_live(
                TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": attribute}
            )
            done.append(f"time to live by {attribute}")
    if "PointInTimeRecoverySpecification" in wanted:
        client.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        done.append("point-in-time recovery")
    if "DeletionProtectionEnabled" in wanted and account.endpoint_url is None:
        client.update_table(TableName=name, DeletionProtectionEnabled=True)
        done.append("deletion protection")
    return done


def main() -> int:
    table = os.environ.get("TABLE", "")
    account, stack = chosen_stack()
    declared(table)
    name = os.environ.get("AS") or describe(account, stack).of("AWS::DynamoDB::Table")[table]
    try:
        done = apply_settings(account, table, name)
    except ClientError as error:
        raise LocalError(
            f"{name}: {error.response['Error']['Message']} Run this again when the table is ACTIVE."
        ) from error
    say(f"{name}: {', '.join(done) or 'nothing was missing'}.")
    return 0


if __name__ == "__main__":
    run_main(main)
