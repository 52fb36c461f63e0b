"""All that is stored in the tables of the mocked cloud: read, told by its kind, and put back."""

import copy
import re
from typing import Any

from moto.dynamodb.models import dynamodb_backends

from greenroom.settings import TABLE_VARIABLES, settings
from local.gateway import ACCOUNT
from local.paths import REGION
from tests.world import app

WORDS = {"address", "answer", "external_id", "latest", "made", "passkey"}
"""Parts of a key that tell the kind of the item, as those in capitals do."""
PROVIDERS = {"GOOGLE_MEET", "ZOOM"}
LEFT_OUT = (
    (re.compile(r"(logs: \*#\* \*).*"), r"\1"),
    (re.compile(r"(MAIL|RATING|TRIES)#.*"), r"\1#*"),
)
"""What stands behind these tells no kind: it is an action, an e-mail, a criterion, or what is counted."""


def table_of(name: str) -> Any:
    return dynamodb_backends[ACCOUNT][REGION].get_table(getattr(settings().tables, name))


def keys_of(table: str) -> list[str]:
    return [name for name in (table_of(table).hash_key_attr, table_of(table).range_key_attr) if name]


def items_of(table: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = app.database.client.scan(TableName=getattr(settings().tables, table))["Items"]
    return items


def kind_of(table: str, item: dict[str, Any]) -> str:
    """The table and the key, with `*` in place of ids, times and hashes."""
    parts = ["#".join(map(_told, item[name]["S"].split("#"))) for name in keys_of(table)]
    kind = f"{table}: " + " ".join(parts)
    for pattern, left in LEFT_OUT:
        kind = pattern.sub(left, kind)
    return kind


def _told(part: str) -> str:
    is_word = part in WORDS or (re.fullmatch(r"[A-Z][A-Z_]+", part) and part not in PROVIDERS)
    return part if is_word else "*"


def all_stored() -> dict[str, Any]:
    return {name: copy.deepcopy(table_of(name).items) for name in TABLE_VARIABLES}


def restore(stored: dict[str, Any]) -> None:
    for name, items in stored.items():
        table_of(name).items = copy.deepcopy(items)
