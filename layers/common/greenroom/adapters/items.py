"""Entities as items of DynamoDB, and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from greenroom.models.entity import Entity

type Item = dict[str, Any]

_serializer, _deserializer = TypeSerializer(), TypeDeserializer()


def fields_of(entity: Entity) -> Item:
    """An entity as plain fields, without those that are None: an absent attribute costs nothing."""
    return entity.model_dump(mode="json", exclude_none=True)


def encode(item: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values in DynamoDB's typed form.

    Raises ArithmeticError for a number of more than 38 digits or out of DynamoDB's range.
    """
    return {key: _serializer.serialize(_with_decimals(value)) for key, value in item.items() if value is not None}


def decode(item: Mapping[str, Any]) -> Item:
    """DynamoDB's typed form (also of a stream record) as plain values."""
    return {key: _without_decimals(_deserializer.deserialize(value)) for key, value in item.items()}


def _with_decimals(value: Any) -> Any:
    """boto3 refuses floats because of their binary fraction: a float is stored as the digits that it prints."""
    match value:
        case float():
            return Decimal(str(value))
        case Mapping():
            return {name: _with_decimals(inner) for name, inner in value.items()}
        case list() | tuple():
            return [_with_decimals(inner) for inner in value]
    return value


def _without_decimals(value: Any) -> Any:
    """boto3 gives each number as a Decimal, which free-form details would answer as text in JSON."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dict():
            return {name: _without_decimals(inner) for name, inner in value.items()}
        case list():
            return [_without_decimals(inner) for inner in value]
    return value
