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


def table_ids() -> dict[str, str]:
    """The logical ids of the tables that the functions use, by the names that settings give them."""
    variables = template()["Globals"]["Function"]["Environment"]["Variables"]
    return {field: variables[variable].value for field, variable in TABLE_VARIABLES.items()}


def make_tables(client: "DynamoDBClient", prefix: str, *, with_streams: bool = True) -> Tables:
    """Create every table that the functions use, with the prefix before its name. Returns the names."""
    names = {}
    for field, logical_id in table_ids().items():
        properties = template()["Resources"][logical_id]["Properties"]
        names[field] = f"{prefix}-{logical_id}"
        wanted = {name: properties[name] for name in OF_CREATE_TABLE if name in properties}
        if with_streams and "StreamSpecification" in properties:
            wanted["StreamSpecification"] = {"StreamEnabled": True, **properties["StreamSpecification"]}
        made = client.create_table(TableName=names[field], **wanted)
        if made["TableDescription"]["TableStatus"] != "ACTIVE":
            client.get_waiter("table_exists").wait(TableName=names[field], WaiterConfig={"Delay": 1, "MaxAttempts": 30})
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
