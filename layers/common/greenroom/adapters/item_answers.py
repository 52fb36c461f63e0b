"""DynamoDB's answers about items, taken as the JSON that they are.

botocore's parser looks up each of ten possible members for every value of every attribute, to find bytes to decode and
timestamps to convert. An item in JSON is in typed form already, and has timestamps nowhere.
"""

import json
from typing import Any

from greenroom.adapters.metering import TELLS_UNITS

BINARY = (b'"B"', b'"BS"')
"""Types whose values are in base64. A text that holds such signs has a backslash between them."""


def read_items_quickly(client: Any) -> None:
    """Register this for a client. What it leaves alone, botocore parses: refusals, and what is binary or no JSON."""
    client.meta.events.register("before-parse.dynamodb", _take_json)


def _take_json(
    operation_model: Any, response_dict: dict[str, Any], customized_response_dict: dict[str, Any], **_: Any
) -> None:
    body = response_dict["body"]
    if operation_model.name not in TELLS_UNITS or response_dict["status_code"] != 200:
        return
    if any(kind in body for kind in BINARY):
        return
    try:
        found = json.loads(body)
    except ValueError:
        return
    customized_response_dict |= {name: value for name, value in found.items() if value is not None}
    response_dict["body"] = b"{}"
