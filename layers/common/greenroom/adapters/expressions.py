"""The arguments of a write that belong to its expressions."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from greenroom.adapters.items import encode


def conditional(condition: str | None, values: Mapping[str, Any], update: str = "") -> dict[str, Any]:
    """The condition of a write, and the names and values that stand in it or in its update expression."""
    arguments: dict[str, Any] = {}
    if condition:
        arguments["ConditionExpression"] = condition
    if names := _names_in(f"{update} {condition or ''}"):
        arguments["ExpressionAttributeNames"] = dict(names)
    if values:
        arguments["ExpressionAttributeValues"] = encode(values)
    return arguments


@lru_cache(maxsize=256)
def _names_in(expressions: str) -> Mapping[str, str]:
    """The attribute names behind `#`. Expressions repeat: their values stand beside them."""
    used = {word.strip("(),") for word in expressions.replace(",", " ").replace("(", " ").split()}
    return {word: word[1:] for word in used if word.startswith("#")}
