"""Plain values in DynamoDB's typed form and back. boto3 has the same, but can not be had without all of boto3."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

TOO_LARGE, TOO_SMALL = 10**38, 1e-130
"""DynamoDB keeps 38 digits of a number, and none nearer to zero (Developer Guide, "Supported data types")."""


def attribute_of(value: Any) -> dict[str, Any]:
    """A value in its typed form. Raises TypeError for what DynamoDB, or Greenroom, does not store."""
    if value is None:
        return {"NULL": True}
    if isinstance(value, bool):
        return {"BOOL": value}
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int | float):
        return {"N": _number(value)}
    if isinstance(value, Mapping):
        return {"M": {str(key): attribute_of(inner) for key, inner in value.items()}}
    if isinstance(value, list | tuple):
        return {"L": [attribute_of(inner) for inner in value]}
    raise TypeError(f"{type(value).__name__} is not stored")


def value_of(attribute: Mapping[str, Any]) -> Any:
    """The plain value of a typed one (also of a stream record). Raises TypeError for a type that is never stored."""
    [(kind, value)] = attribute.items()
    match kind:
        case "S" | "BOOL":
            return value
        case "N":
            return _plain(value)
        case "M":
            return {key: value_of(inner) for key, inner in value.items()}
        case "L":
            return [value_of(inner) for inner in value]
        case "NULL":
            return None
    raise TypeError(f"{kind} is not stored")


def _number(value: float) -> str:
    # What is no number is not smaller than anything. The number itself is nobody's business in a log.
    if not abs(value) < TOO_LARGE or 0 < abs(value) < TOO_SMALL:
        raise TypeError("a number of more than 38 digits, or too near to zero, is not stored")
    return str(value)


def _plain(digits: str) -> int | float:
    number = Decimal(digits)
    return int(number) if number == number.to_integral_value() else float(number)
