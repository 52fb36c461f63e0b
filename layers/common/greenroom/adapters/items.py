"""Entities as items of DynamoDB, and back."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer

from greenroom.models.entity import Entity

type Item = dict[str, Any]

_TOO_LARGE = 10**38
_serializer, _deserializer = TypeSerializer(), TypeDeserializer()


def fields_of(entity: Entity) -> Item:
    """An entity as plain fields, without those that are None: an absent attribute costs nothing."""
    return entity.model_dump(mode="json", exclude_none=True)


def encode(item: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values in DynamoDB's typed form.

    Raises ArithmeticError for a number of more than 38 digits or out of DynamoDB's range.
    """
    return {key: _typed(value) for key, value in item.items() if value is not None}


def decode(item: Mapping[str, Any]) -> Item:
    """DynamoDB's typed form (also of a stream record) as plain values."""
    return {key: _plain(value) for key, value in item.items()}


# boto3's two classes look through a chain of methods for each value, and take no floats: a booking has 200 values. They
# are left what is rare: sets, numbers that are no small integers, and the refusal of what DynamoDB cannot store.


def _typed(value: Any) -> dict[str, Any]:
    match value:
        case str():
            return {"S": value}
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int() if -_TOO_LARGE < value < _TOO_LARGE:
            return {"N": str(value)}
        case Mapping():
            return {"M": {name: _typed(inner) for name, inner in value.items()}}
        case list() | tuple():
            return {"L": [_typed(inner) for inner in value]}
        case float():
            # boto3 refuses floats because of their binary fraction: a float is stored as the digits that it prints.
            value = Decimal(str(value))
    typed: dict[str, Any] = _serializer.serialize(value)  # type: ignore[assignment]
    return typed


def _plain(typed: Mapping[str, Any]) -> Any:
    ((kind, value),) = typed.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "M":
            return {name: _plain(inner) for name, inner in value.items()}
        case "L":
            return [_plain(inner) for inner in value]
        case "N":
            return _number(value)
    return _deserializer.deserialize(typed)  # type: ignore[arg-type]


def _number(digits: str) -> int | float:
    """A number as int or float: as boto3's Decimal it would be text in JSON."""
    try:
        return int(digits)
    except ValueError:
        number = Decimal(digits)
        return int(number) if number == number.to_integral_value() else float(number)
