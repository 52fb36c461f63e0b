"""Whole examples, put together from those in the OpenAPI document as its readers do it."""

from collections.abc import Mapping
from typing import Any

PLAIN = {"boolean": True, "integer": 1, "number": 1, "null": None, "string": "text"}
FORMATTED = {"date-time": "2026-11-20T08:15:00Z", "date": "2026-11-20"}


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """An example of what a schema describes: what it names itself, else its needed fields."""
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    for written in (*schema.get("examples", ()), *schema.get("enum", ())):
        return written
    if "const" in schema:
        return schema["const"]
    if "anyOf" in schema:
        return example_of(schema["anyOf"][0], schemas)
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)]
    if schema.get("type") == "object":
        needed = schema.get("required", ())
        return {name: example_of(schema["properties"][name], schemas) for name in needed}
    return FORMATTED.get(schema.get("format", "")) or PLAIN[schema["type"]]
