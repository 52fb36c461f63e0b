"""The tables of template.yaml, made on any endpoint under names of their own."""

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import boto3
import yaml
from botocore.config import Config

from greenroom.adapters.dynamodb import dynamodb_client
from greenroom.settings import TABLE_VARIABLES, Tables
from local.paths import REGION, TEMPLATE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

OF_CREATE_TABLE = (
    "AttributeDefinitions",
    "KeySchema",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "BillingMode",
)


@dataclass(frozen=True)
class Intrinsic:
    """`!Ref x` and its like, as it stands."""

    name: str
    value: Any


class _Loader(yaml.SafeLoader):
    pass


def _intrinsic(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> Intrinsic:
    if isinstance(node, yaml.MappingNode):
        return Intrinsic(tag, loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Intrinsic(tag, loader.construct_sequence(node, deep=True))
    return Intrinsic(tag, node.value)


_Loader.add_multi_constructor("!", _intrinsic)


@cache
def template() -> dict[str, Any]:
    """template.yaml as plain values, each Fn::ForEach written out."""
    found: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _Loader)  # a SafeLoader
    return {**found, "Resources": _written_out(found["Resources"])}


def _written_out(resources: dict[str, Any]) -> dict[str, Any]:
    written: dict[str, Any] = {}
    for logical_id, resource in resources.items():
        if not logical_id.startswith("Fn::ForEach::"):
            written[logical_id] = resource
            continue
        identifier, values, fragment = resource
        for value in values:
            written |= {_with(value, identifier, name): _with(value, identifier, one) for name, one in fragment.items()}
    return written


def _with(value: str, identifier: str, part: Any) -> Any:
    """A part of a fragment for one value of the loop: `!Ref "${Name}Function"` is then `!Ref BookSlotFunction`."""
    match part:
        case str():
            return part.replace(f"${{{identifier}}}", value)
        case list():
            return [_with(value, identifier, one) for one in part]
        case {"Ref": Intrinsic("Sub", name)}:
            return Intrinsic("Ref", _with(value, identifier, name))
        case {"Fn::GetAtt": [Intrinsic("Sub", name), attribute]}:
            return Intrinsic("GetAtt", f"{_with(value, identifier, name)}.{attribute}")
        case dict():
            return {name: _with(value, identifier, one) for name, one in part.items()}
        case Intrinsic():
            return _intrinsic_with(value, identifier, part)
    return part


def _intrinsic_with(value: str, identifier: str, part: Intrinsic) -> Any:
    if part == Intrinsic("Ref", identifier):
        return value
    if part.name == "Sub" and f"${{{identifier}}}" in str(part.value):
        return _with(value, identifier, part.value)
    return Intrinsic(part.name, _with(value, identifier, part.value))


def make_tables(client: "DynamoDBClient", prefix: str) -> Tables:
    """Creates every table that the functions know, named with the prefix, and returns their names."""
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
    """A client of the local cloud, or of a proxy before it, that no proxy setting of this machine touches."""
    return _clients(endpoint_url, 1, service, config or Config())[0]


def as_in_production(endpoint_url: str, count: int = 1) -> "list[DynamoDBClient]":
    """Clients as the functions have them, with the timeouts and retries written there, on this endpoint."""
    return _clients(endpoint_url, count, "dynamodb", _config_of_production())


@cache
def _config_of_production() -> Config:
    with patch.dict(os.environ, {"AWS_DEFAULT_REGION": REGION}):
        theirs: Any = dynamodb_client.__wrapped__().meta.config
    return Config(connect_timeout=theirs.connect_timeout, read_timeout=theirs.read_timeout, retries=theirs.retries)


@cache
def _session() -> Any:
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name=REGION)


def _clients(endpoint_url: str, count: int, service: str, config: Config) -> list[Any]:
    config = config.merge(Config(proxies={}))
    return [_session().client(service, endpoint_url=endpoint_url, config=config) for _ in range(count)]
