"""Units that DynamoDB bills for an item, by its documented sizes, because the local cloud counts one for each read.

Source: "DynamoDB Item sizes and formats" and "DynamoDB read and write operations" in Amazon's developer guide.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

READ_UNIT_BYTES = 4096
WRITE_UNIT_BYTES = 1024


def item_size(item: Mapping[str, Any]) -> int:
    """Bytes of an item in DynamoDB's typed form: names in UTF-8 and values."""
    return sum(len(name.encode()) + value_size(value) for name, value in item.items())


def value_size(value: Mapping[str, Any]) -> int:
    """Bytes of one typed value. A number takes about one byte for each two digits, and one more byte."""
    ((kind, content),) = value.items()
    if kind == "S":
        return len(content.encode())
    if kind == "SS":
        return sum(len(one.encode()) for one in content)
    if kind == "N":
        return math.ceil(len(content.lstrip("-").replace(".", "").strip("0")) / 2) + 1
    if kind in {"BOOL", "NULL"}:
        return 1
    if kind == "L":
        return 3 + sum(1 + value_size(one) for one in content)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + value_size(one) for name, one in content.items())
    raise ValueError(f"nothing of Greenroom's is stored as {kind}")


def read_units(size: int, *, consistent: bool) -> float:
    """Units of one read of some bytes. Reading nothing costs as much as the smallest read."""
    units = max(1, math.ceil(size / READ_UNIT_BYTES))
    return float(units) if consistent else units / 2


def write_units(item: Mapping[str, Any]) -> float:
    """Units of writing an item outside a transaction."""
    return float(max(1, math.ceil(item_size(item) / WRITE_UNIT_BYTES)))


def batch_read_units(found: Iterable[Mapping[str, Any]], asked: int, *, consistent: bool) -> float:
    """Units of a BatchGetItem on one table: each item is rounded up separately, also a missing one."""
    sizes = [item_size(item) for item in found]
    missing = asked - len(sizes)
    return sum(read_units(size, consistent=consistent) for size in (*sizes, *[0] * missing))
