"""The size of an item by DynamoDB's documented rules."""

from typing import Any

import pytest

from bench.sizes import item_size
from greenroom.adapters.items import encode


@pytest.mark.parametrize(
    ("value", "size"),
    [
        ("Zoë", 4),
        (1234, 3),
        (True, 1),
        (["a", "bc"], 8),
        ({"a": "bc"}, 7),
        ({"cand_1", "cand_22"}, 13),
    ],
)
def test_the_size_of_an_item_includes_attribute_names(value: Any, size: int) -> None:
    assert item_size(encode({"kept": value})) == len("kept") + size
