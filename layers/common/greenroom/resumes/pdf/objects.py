"""Looking into a file's dictionaries: what is not there, or of another kind than it should be, is None or empty."""

from typing import Any

from pypdf.errors import LimitReachedError
from pypdf.generic import ArrayObject, DictionaryObject

_MOST_ANCESTORS = 50


def entry(dictionary: Any, key: str) -> Any:
    """An entry with its references followed."""
    found: Any = dictionary.get(key) if isinstance(dictionary, DictionaryObject) else None
    return found.get_object() if found is not None else None


def dictionary(holder: Any, key: str) -> DictionaryObject:
    found = entry(holder, key)
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def array(holder: Any, key: str) -> list[Any]:
    """An array's elements, references not followed."""
    found = entry(holder, key)
    return list(found) if isinstance(found, ArrayObject) else []


def numbers(operands: Any) -> list[float]:
    """The numbers among operands."""
    return [float(each) for each in operands if isinstance(each, (int, float)) and not isinstance(each, bool)]


def inherited(holder: Any, key: str) -> Any:
    """An entry of a page or a form field, or of the nearest ancestor that has it.

    Raises LimitReachedError where there is no end of ancestors.
    """
    for _ in range(_MOST_ANCESTORS):
        if (found := entry(holder, key)) is not None:
            return found
        holder = entry(holder, "/Parent")
        if not isinstance(holder, DictionaryObject):
            return None
    raise LimitReachedError(f"more than {_MOST_ANCESTORS} ancestors")
