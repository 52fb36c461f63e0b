"""A table's stream, read again where a batch of it was set aside: it keeps its records for 24 hours."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from greenroom.adapters.clients import client_of
from greenroom.adapters.items import Item, decode

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams import DynamoDBStreamsClient

GONE = frozenset({"TrimmedDataAccessException", "ExpiredIteratorException", "ResourceNotFoundException"})
MOST_PAGES = 100
"""The most pages of one batch. A page may be empty although records follow (DynamoDB's API reference, GetRecords)."""


type Images = tuple[Item, Item]
"""An item before and after a change; empty where there was none."""


def images_of(record: Mapping[str, Any]) -> Images:
    """An item as a record of its table's stream tells it, before and after."""
    told = record["dynamodb"]
    return decode(told.get("OldImage") or {}), decode(told.get("NewImage") or {})


def table_of(stream_arn: str) -> str:
    """The table of a stream."""
    return stream_arn.partition(":table/")[2].partition("/")[0]


class RecordsGoneError(Exception):
    """The stream does not hold all records of a batch any more."""


class LogStream:
    """Reads the records that a dead letter refers to."""

    def __init__(self, client: "DynamoDBStreamsClient") -> None:
        self._client = client

    def records(self, letter: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        """The records of the batch that a letter (`DDBStreamBatchInfo`) describes, in order.

        Raises RecordsGoneError.
        """
        last = int(letter["endSequenceNumber"])
        try:
            position = self._start(letter)
            for _ in range(MOST_PAGES):
                page = self._client.get_records(ShardIterator=position)
                for record in page["Records"]:
                    if int(record["dynamodb"]["SequenceNumber"]) <= last:
                        yield record
                    if int(record["dynamodb"]["SequenceNumber"]) >= last:
                        return
                position = page.get("NextShardIterator")
                if not position:
                    break
        except ClientError as error:
            if error.response["Error"]["Code"] in GONE:
                raise RecordsGoneError from error
            raise
        raise RecordsGoneError

    def images(self, letter: Mapping[str, Any]) -> Iterator[Images]:
        """Each item of a letter's batch before and after its change, in order. Raises RecordsGoneError."""
        return map(images_of, self.records(letter))

    def items(self, letter: Mapping[str, Any]) -> Iterator[Item]:
        """The items that a batch in a dead-letter queue names as new, in order. Raises RecordsGoneError."""
        for record in self.records(letter):
            if record["eventName"] == "INSERT":
                yield decode(record["dynamodb"]["NewImage"])

    def _start(self, letter: Mapping[str, Any]) -> str:
        return self._client.get_shard_iterator(
            StreamArn=letter["streamArn"],
            ShardId=letter["shardId"],
            ShardIteratorType="AT_SEQUENCE_NUMBER",
            SequenceNumber=letter["startSequenceNumber"],
        )["ShardIterator"]


def streams_client() -> "DynamoDBStreamsClient":
    """A client."""
    config = Config(connect_timeout=1, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 4})
    client: DynamoDBStreamsClient = client_of("dynamodbstreams", config)
    return client
