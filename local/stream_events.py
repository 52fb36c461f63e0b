"""Converts records of a table's stream to the form in which a function gets them."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any


def as_event(record: Mapping[str, Any], arn: str) -> dict[str, Any]:
    """A record of the Streams API in the form of Lambda: times as numbers, bytes as base64, and the stream's ARN."""
    plain: dict[str, Any] = _plain(record)
    return plain | {"eventSourceARN": arn}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    return value
