"""The tables of template.yaml, made on any endpoint under names of their own."""

from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from greenroom.settings import TABLE_VARIABLES, Tables
from local.paths import REGION
from local.template import template

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OF_CREATE_TABLE = (
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
)


def make_tables(client: "DynamoDBClient", prefix: str) -> Tables:
    """Create every table that the functions use, with the prefix before its name. Returns the names."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    names = {}
    for field, variable in TABLE_VARIABLES.items():
        logical_id = variables[variable].value
        properties = template()["Resources"][logical_id]["Properties"]
        names[field] = f"{prefix}-{logical_id}"
        wanted = {name: properties[name] for name in OF_CREATE_TABLE if name in properties}
        if "StreamSpecification" in properties:
            wanted["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
        client.create_table(TableName=names[field], **wanted)
    for name in names.values():
        client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})
    return Tables(**names)


def client_of(endpoint_url: str, *, service: str = "dynamodb", config: Config | None = None) -> Any:
    """A client for the local cloud, or for a proxy in front of it, which ignores this machine's proxy settings."""
    return clients_of(endpoint_url, 1, service, config or Config())[0]


@cache
def _session() -> Any:
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)


def clients_of(endpoint_url: str, count: int, service: str, config: Config) -> list[Any]:
    """A number of clients, each with connections of its own, which ignore this machine's proxy settings."""
    config = config.merge(Config(proxies={}))
    return [_session().client(service, endpoint_url=endpoint_url, config=config) for _ in range(count)]
