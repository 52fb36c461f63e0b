"""Reads what a table's stream holds, in the form in which a function gets it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from local.stream_events import as_event
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
