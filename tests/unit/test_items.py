"""Items as DynamoDB stores them."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer
from hypothesis import given
from hypothesis import strategies as st

from greenroom.adapters.items import decode, encode

# Beyond 2^53 a float is no longer the number that its digits say.
exact = st.floats(-(2**53), 2**53).filter(lambda number: number == 0 or abs(number) > 1e-100)
numbers = st.integers(-(10**37), 10**37) | exact
values = st.recursive(
    st.none() | st.booleans() | st.text() | numbers,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(values)
def test_a_stored_value_reads_back_equal_and_of_the_same_type(value: Any) -> None:
    found = decode(encode({"value": value})).get("value")
    assert found == value
    assert isinstance(found, str) == isinstance(value, str)
    assert isinstance(found, bool) == isinstance(value, bool)
    assert not isinstance(found, Decimal)


def test_an_attribute_that_is_none_is_not_stored_but_none_inside_a_map_is() -> None:
    stored = encode({"absent": None, "inside": {"absent": None}})
    assert stored == {"inside": {"M": {"absent": {"NULL": True}}}}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**38, 10**400, 1e-200, {"deep": [-(10**38)]}])
def test_a_number_that_dynamodb_would_refuse_or_round_is_refused_before_it_is_sent(value: Any) -> None:
    with pytest.raises((ArithmeticError, TypeError)):
        encode({"value": value})


def test_a_float_is_stored_as_the_digits_that_it_prints() -> None:
    assert encode({"score": 0.1, "share": 1 / 3})["score"] == {"N": "0.1"}
    assert TypeDeserializer().deserialize(encode({"share": 1 / 3})["share"]) == Decimal("0.3333333333333333")


def test_whole_numbers_read_back_as_whole_numbers() -> None:
    found = decode({"all": {"L": [{"N": "3"}, {"N": "3.0"}, {"N": "0.5"}, {"N": "1E+2"}]}})["all"]
    assert [(type(one), one) for one in found] == [(int, 3), (int, 3), (float, 0.5), (int, 100)]
