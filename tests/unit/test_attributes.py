"""Values as DynamoDB stores them: held to boto3's own conversion, which is what everybody else writes and reads."""

from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from hypothesis import given
from hypothesis import strategies as st

from greenroom.adapters.attributes import attribute_of, value_of

# Beyond 2^53 a float is no longer the number that its digits say.
exact = st.floats(-(2**53), 2**53).filter(lambda number: number == 0 or abs(number) > 1e-100)
numbers = st.integers(-(10**37), 10**37) | exact
values = st.recursive(
    st.none() | st.booleans() | st.text() | numbers,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


boto3_reads: Any = TypeDeserializer().deserialize


def as_boto3_takes_it(value: Any) -> Any:
    """boto3 takes no float."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, dict):
        return {key: as_boto3_takes_it(inner) for key, inner in value.items()}
    return [as_boto3_takes_it(inner) for inner in value] if isinstance(value, list) else value


@given(values)
def test_what_is_stored_reads_back_equal(value: Any) -> None:
    assert value_of(attribute_of(value)) == value


@given(values)
def test_boto3_reads_what_is_stored_as_it_was_meant(value: Any) -> None:
    assert boto3_reads(attribute_of(value)) == as_boto3_takes_it(value)


@given(values)
def test_what_boto3_stored_reads_the_same(value: Any) -> None:
    assert value_of(TypeSerializer().serialize(as_boto3_takes_it(value))) == value


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 10**38, 10**400, 1e-131, {"deep": [-(10**38)]}, b"bytes", {1, 2}]
)
def test_what_dynamodb_would_refuse_is_refused_before_it_is_sent(value: Any) -> None:
    with pytest.raises(TypeError, match="not stored"):
        attribute_of(value)


@pytest.mark.parametrize("attribute", [{"B": b"bytes"}, {"SS": ["a"]}, {"NS": ["1"]}])
def test_a_type_that_is_never_stored_is_not_read_as_something_else(attribute: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="not stored"):
        value_of(attribute)


def test_whole_numbers_read_back_as_whole_numbers() -> None:
    found = value_of({"L": [{"N": "3"}, {"N": "3.0"}, {"N": "0.5"}, {"N": "1E+2"}]})
    assert [(type(one), one) for one in found] == [(int, 3), (int, 3), (float, 0.5), (int, 100)]
