"""The partitions of the due index: a parameter raises their number without losing stored items."""

from collections import Counter
from datetime import UTC, datetime

from greenroom.adapters.due import shards_in_turn
from greenroom.adapters.schedule_items import due_shard
from greenroom.settings import TABLE_VARIABLES, Settings

NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)
NAMES = dict.fromkeys(TABLE_VARIABLES.values(), "table")


def test_a_sweep_of_more_partitions_still_asks_those_from_before() -> None:
    stored = {due_shard(f"int_{number}", 4) for number in range(100)}
    assert stored == {"0", "1", "2", "3"}
    assert stored < {str(shard) for shard in shards_in_turn(NOW, 16)}


def test_writes_spread_evenly_over_all_partitions() -> None:
    counted = Counter(due_shard(f"int_{number}", 64) for number in range(6_400))
    assert len(counted) == 64
    assert max(counted.values()) < 2 * 100


def test_the_template_says_how_many_there_are() -> None:
    assert Settings(NAMES).tables.due_shards == 4
    assert Settings(NAMES | {"DUE_SHARDS": "16"}).tables.due_shards == 16
