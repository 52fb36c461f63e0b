"""A batch of a stream is read again whole, or not at all."""

from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from greenroom.adapters.log_stream import LogStream, RecordsGoneError

LETTER = {"streamArn": "arn", "shardId": "shard", "startSequenceNumber": "11", "endSequenceNumber": "13"}


def a_record(number: int) -> dict[str, Any]:
    image = {"entry_key": {"S": str(number)}}
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": str(number), "NewImage": image}}


class Streams:
    """A stream that returns these pages one after the other; `ends_with` is the iterator after the last one."""

    def __init__(self, *pages: list[int], ends_with: str | None = "next") -> None:
        self.pages, self.ends_with = list(pages), ends_with

    def get_shard_iterator(self, **_wanted: str) -> dict[str, str]:
        return {"ShardIterator": "first"}

    def get_records(self, **_wanted: str) -> dict[str, Any]:
        numbers = self.pages.pop(0) if self.pages else []
        after = {"NextShardIterator": "next"} if self.pages or self.ends_with else {}
        return {"Records": [a_record(number) for number in numbers], **after}


def read(streams: Any) -> list[str]:
    return [item["entry_key"] for item in LogStream(cast(Any, streams)).items(LETTER)]


def test_an_empty_page_is_not_the_end() -> None:
    assert read(Streams([], [11], [], [12, 13, 14])) == ["11", "12", "13"]


@pytest.mark.parametrize("streams", [Streams([11, 12]), Streams([11, 12], ends_with=None), Streams()])
def test_a_batch_that_is_there_in_part_counts_as_gone(streams: Streams) -> None:
    with pytest.raises(RecordsGoneError):
        read(streams)


@pytest.mark.parametrize("code", ["TrimmedDataAccessException", "ResourceNotFoundException"])
def test_records_that_the_stream_has_trimmed_count_as_gone(code: str) -> None:
    class Trimmed(Streams):
        def get_shard_iterator(self, **_wanted: str) -> dict[str, str]:
            raise ClientError({"Error": {"Code": code, "Message": ""}}, "GetShardIterator")

    with pytest.raises(RecordsGoneError):
        read(Trimmed())
