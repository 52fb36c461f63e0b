"""A partition of the due index with a backlog is handed to another sweep; a partition with one page or less is not."""

import os
from datetime import UTC, datetime

import pytest

from greenroom.adapters.due import PAGE, DueIndex
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import encode
from greenroom.clock import sortable
from greenroom.settings import Settings

NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)


@pytest.fixture
def due_index(cloud: Database) -> DueIndex:
    """More than a page is due in shard 0, one interview in shard 1."""
    tables = Settings(os.environ).tables
    due = [("0", f"int_{number:03d}") for number in range(PAGE + 1)] + [("1", "int_alone")]
    for shard, interview_id in due:
        item = {"org_id": "org_1", "interview_id": interview_id, "due_shard": shard, "due_at": sortable(NOW)}
        cloud.client.put_item(TableName=tables.interviews, Item=encode(item))
    return DueIndex(cloud, tables)


def test_a_partition_that_another_sweep_takes_is_left_to_it(due_index: DueIndex) -> None:
    asked: list[int] = []

    def take(shard: int) -> bool:
        asked.append(shard)
        return True

    assert len(list(due_index.due(NOW, hand_over=take))) == 1
    assert asked == [0]


def test_partitions_that_no_other_sweep_takes_are_swept_here(due_index: DueIndex) -> None:
    assert len(list(due_index.due(NOW, hand_over=lambda _shard: False))) == 3


def test_the_other_sweep_sees_its_partition_alone(due_index: DueIndex) -> None:
    assert len(list(due_index.due(NOW, shards=[0]))) == 2
    assert len(list(due_index.due(NOW, shards=[2]))) == 0
