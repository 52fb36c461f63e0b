"""The log's stream, read again where a batch of it was set aside: it keeps its records for 24 hours."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from botocore.config import Config

from greenroom.adapters.clients import client_of
from greenroom.adapters.dynamodb import Item, decode

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient


class LogStream:
    """Reads what a dead letter refers to."""

    def __init__(self, client: "DynamoDBStreamsClient") -> None:
        self._client = client

    def items(self, letter: Mapping[str, Any]) -> Iterator[Item]:
        """The log items of the batch that a letter (`DDBStreamBatchInfo`) describes, in order.

        Raises botocore's TrimmedDataAccessException where the stream holds them no more.
        """
        last = int(letter["endSequenceNumber"])
        position: str | None = self._client.get_shard_iterator(
            StreamArn=letter["streamArn"],
            ShardId=letter["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=letter["startSequenceNumber"],
        )["ShardIterator"]
        while position:
            page = self._client.get_records(ShardIterator=position)
            for record in page["Records"]:
                if int(record["dynamodb"]["SequenceNumber"]) > last:
                    return
                if record["eventName"] == "INSERT":
                    yield decode(record["dynamodb"]["NewImage"])
            # An open shard always has a next iterator; an empty page is its end for now.
            position = page.get("NextShardIterator") if page["Records"] else None


@cache
def streams_client() -> "DynamoDBStreamsClient":
    """One client a process."""
    config = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    client: DynamoDBStreamsClient = client_of("dynamodbstreams", config)
    return client
