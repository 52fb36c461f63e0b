"""Reads entries of a PDF's dictionaries. A missing entry, or one of another type, is None or empty."""

from typing import Any

from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

_MOST_ANCESTORS = 50


def entry(dictionary: Any, key: str) -> Any:
    """An entry, with references resolved."""
    found: Any = dictionary.get(key) if isinstance(dictionary, DictionaryObject) else None
    return found.get_object() if found is not None else None


def dictionary(holder: Any, key: str) -> DictionaryObject:
    found = entry(holder, key)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def array(holder: Any, key: str) -> list[Any]:
    """An array's elements. References among them are not resolved."""
    found = entry(holder, key)
    return list(found) if isinstance(found, ArrayObject) else []


def unpacked(stream: StreamObject, most_stored: int) -> bytes | None:
    """The content of a stream; None if more bytes than these are stored, or if it is damaged."""
    if len(stream._data) > most_stored:
        return None
    try:
        return stream.get_data()
    except Exception:  # noqa: BLE001  # pypdf raises many kinds for a damaged stream
        return None


def numbers(operands: Any) -> list[float]:
    """The numbers among operands."""
    return [float(each) for each in operands if isinstance(each, (int, float)) and not isinstance(each, bool)]


def inherited(holder: Any, key: str) -> Any:
    """An entry of a page or form field, or of the nearest ancestor that has it.

    Raises LimitReachedError beyond 50 ancestors: a hostile file may make them a circle.
    """
    for _ in range(_MOST_ANCESTORS):
        if (found := entry(holder, key)) is not None:
            return found
        holder = entry(holder, "/Parent")
        if not isinstance(holder, DictionaryObject):
            return None
    raise LimitReachedError(f"more than {_MOST_ANCESTORS} ancestors")
