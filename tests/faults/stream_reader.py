"""Reads what a table's stream holds, in the form in which a function gets it."""

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.faults.mapping import Record

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient


def stream_of(client: "DynamoDBClient", table: str) -> str:
    """The ARN of a table's stream."""
    return client.describe_table(TableName=table)["Table"]["LatestStreamArn"]


def read_stream(
    streams: "DynamoDBStreamsClient", arn: str, wanted: Callable[[Record], bool] = lambda _: True
) -> dict[str, list[Record]]:
    """All records that the stream holds, by shard, oldest first."""
    shards: dict[str, list[Record]] = {}
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        name = shard["ShardId"]
        records = shards.setdefault(name, [])
        start = streams.get_shard_iterator(StreamArn=arn, ShardId=name, ShardIteratorType="TRIM_HORIZON")
        position: str | None = start["ShardIterator"]
        while position:
            page = streams.get_records(ShardIterator=position, Limit=1000)
            records += filter(wanted, (as_event(record, arn) for record in page["Records"]))
            # An open shard always has a next iterator; an empty page is its end for now.
            position = page.get("NextShardIterator") if page["Records"] else None
    return shards


def as_event(record: Mapping[str, Any], arn: str) -> Record:
    """A record of the Streams API as Lambda hands it on: times as numbers, bytes as base64, and where it comes from."""
    plain: dict[str, Any] = _plain(record)
    return plain | {"eventSourceARN": arn}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
