"""DynamoDB as Greenroom uses it: entities in and out, conditions with names, transactions that are safe to repeat."""

import secrets
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from itertools import batched
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from boto3.dynamodb.conditions import ConditionBase, ConditionExpressionBuilder
from botocore.config import Config
from botocore.exceptions import ClientError, HTTPClientError
from botocore.exceptions import ConnectionError as BotocoreConnectionError

from greenroom.adapters.clients import client_of
from greenroom.adapters.expressions import conditional
from greenroom.adapters.item_answers import read_items_quickly
from greenroom.adapters.items import Item, decode, encode
from greenroom.adapters.shapes import Shape
from greenroom.errors import BusyError, ConditionsFailedError, ContentionError, TooLargeError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

type Key = Mapping[str, str]

CONTENTION = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
"""Cancellation reasons of a concurrent write: nothing was written, the same may go through."""

BUSY_CODES = frozenset(
    {
        "TransactionConflictException",
        "ThrottlingException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "InternalServerError",
        "ServiceUnavailable",
        "TransactionInProgressException",
    }
)

MORE_THAN_AN_ITEM = "This is more than can be kept in one piece. Shorten it."
UNANSWERED = (HTTPClientError, BotocoreConnectionError)
"""No answer came, after all of botocore's own tries."""

BATCH_TRIES = 6
FIRST_BATCH_PAUSE = 0.01
"""Seconds before the rest of a batch is sent again. They double, with full jitter."""
MOST_PUTS = 25
"""The most puts of one BatchWriteItem (DynamoDB's API reference)."""


def dynamodb_client() -> "DynamoDBClient":
    """A client. 1 s to connect and 2 s to answer: a booking is worth a quick retry, not a long wait."""
    config = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 4})
    client: DynamoDBClient = client_of("dynamodb", config)
    read_items_quickly(client)
    return client


NOTHING: Mapping[str, Any] = MappingProxyType({})


class ItemUpdate(NamedTuple):
    """An update in words: `set` these, `set_if_absent` those, `remove` others, `add` to counters and sets, if
    `condition` holds.

    Names in `condition` are attribute names behind `#`, values are given in `values` behind `:`.
    """

    set: Mapping[str, Any] = NOTHING
    remove: tuple[str, ...] = ()
    add: Mapping[str, int | AbstractSet[str]] = NOTHING
    condition: str | None = None
    values: Mapping[str, Any] = NOTHING
    set_if_absent: Mapping[str, Any] = NOTHING

    def as_arguments(self) -> dict[str, Any]:
        """The arguments of UpdateItem (or of an Update within a transaction)."""
        parts = []
        values = dict(self.values)
        present = {name: value for name, value in self.set.items() if value is not None}
        if present or self.set_if_absent:
            always = [f"#{name} = :set_{name}" for name in present]
            absent = [f"#{name} = if_not_exists(#{name}, :set_{name})" for name in self.set_if_absent]
            parts.append("SET " + ", ".join([*always, *absent]))
            values |= {f":set_{name}": value for name, value in {**present, **self.set_if_absent}.items()}
        gone = [*self.remove, *(name for name, value in self.set.items() if value is None)]
        if gone:
            parts.append("REMOVE " + ", ".join(f"#{name}" for name in gone))
        if self.add:
            parts.append("ADD " + ", ".join(f"#{name} :add_{name}" for name in self.add))
            values |= {f":add_{name}": value for name, value in self.add.items()}
        expression = " ".join(parts)
        return {"UpdateExpression": expression, **conditional(self.condition, values, expression)}


class Transaction:
    """All of these writes or none. Each has a name, by which a refusal says which condition failed."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        self._names: list[str] = []
        self._writes: list[dict[str, Any]] = []

    def put(
        self, name: str, table: str, item: Mapping[str, Any], condition: str | None = None, values: Item | None = None
    ) -> None:
        """Write an item, if the condition holds."""
        write = {"TableName": table, "Item": encode(item), **conditional(condition, values or {})}
        self._add(name, "Put", write)

    def replace(
        self,
        name: str,
        table: str,
        item: Item,
        shape: Shape,
        condition: str | None = None,
        values: Item | None = None,
    ) -> None:
        """Write an item over one that may stand there, if the condition holds. What another release stored stays."""
        change = ItemUpdate(set=shape.values_of(item), condition=condition, values=values or {})
        self.update(name, table, shape.key_of(item), change)

    def update(self, name: str, table: str, key: Key, change: ItemUpdate) -> None:
        """Change an item, if the change's condition holds."""
        self._add(name, "Update", {"TableName": table, "Key": encode(key), **change.as_arguments()})

    def delete(self, name: str, table: str, key: Key, condition: str | None = None, values: Item | None = None) -> None:
        """Remove an item, if the condition holds."""
        self._add(name, "Delete", {"TableName": table, "Key": encode(key), **conditional(condition, values or {})})

    def require(self, name: str, table: str, key: Key, condition: str, values: Item | None = None) -> None:
        """Write nothing, but hold only if the condition does."""
        write = {"TableName": table, "Key": encode(key), **conditional(condition, values or {})}
        self._add(name, "ConditionCheck", write)

    def _add(self, name: str, kind: str, write: dict[str, Any]) -> None:
        self._names.append(name)
        self._writes.append({kind: write | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}})

    def commit(self) -> None:
        """Write all. One token for all retries of this attempt, so a lost answer cannot make it happen twice.

        Raises ConditionsFailedError (with what stood there) or ContentionError; nothing is written then.
        """
        self._database.transact(self._names, self._writes, token=str(uuid.uuid4()))


class Database:
    """Reads and writes over one client. Names of tables come from the caller."""

    def __init__(self, client: "DynamoDBClient") -> None:
        self.client = client

    def get(self, table: str, key: Key, *, consistent: bool = True) -> Item | None:
        """One item, or None."""
        with translated():
            found = self.client.get_item(TableName=table, Key=encode(key), ConsistentRead=consistent)
        return decode(found["Item"]) if "Item" in found else None

    def get_many(self, wanted: Iterable[tuple[str, Key]], *, consistent: bool = True) -> list[Item | None]:
        """Items of several tables in one round trip, in the order asked; None where there is none."""
        asked = list(wanted)
        found: dict[tuple[str, frozenset[tuple[str, str]]], Item] = {}
        pending = _as_request(asked, consistent=consistent)
        for tried in range(BATCH_TRIES):
            if not pending:
                break
            _pause_before(tried)
            with translated():
                answer = self.client.batch_get_item(RequestItems=pending)
            for table, items in answer["Responses"].items():
                names = {name for asked_table, key in asked if asked_table == table for name in key}
                for item in map(decode, items):
                    found[table, frozenset((name, item[name]) for name in names)] = item
            pending = answer.get("UnprocessedKeys", {})
        if pending:
            raise BusyError
        return [found.get((table, frozenset(key.items()))) for table, key in asked]

    def put(
        self, table: str, item: Mapping[str, Any], condition: str | None = None, values: Item | None = None
    ) -> None:
        """Write an item. Raises ConditionsFailedError with the stored item."""
        with translated():
            self.client.put_item(
                TableName=table,
                Item=encode(item),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **conditional(condition, values or {}),
            )

    def replace(
        self, table: str, item: Item, shape: Shape, condition: str | None = None, values: Item | None = None
    ) -> None:
        """Write an item over the one that may stand there. What another release stored in it stays.

        Raises ConditionsFailedError with what stood there.
        """
        change = ItemUpdate(set=shape.values_of(item), condition=condition, values=values or {})
        with translated():
            self.client.update_item(
                TableName=table,
                Key=encode(shape.key_of(item)),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **change.as_arguments(),
            )

    def put_many(self, table: str, items: Iterable[Mapping[str, Any]]) -> None:
        """Write items over what stood there, 25 in one round trip. No two may have the same key.

        Raises BusyError; some are written then.
        """
        for some in batched(items, MOST_PUTS, strict=False):
            pending: Any = {table: [{"PutRequest": {"Item": encode(item)}} for item in some]}
            for tried in range(BATCH_TRIES):
                _pause_before(tried)
                with translated():
                    pending = self.client.batch_write_item(RequestItems=pending).get("UnprocessedItems")
                if not pending:
                    break
            else:
                raise BusyError

    def update(self, table: str, key: Key, change: ItemUpdate) -> Item:
        """Change an item and return it whole. Raises ConditionsFailedError with the stored item."""
        with translated():
            answer = self.client.update_item(
                TableName=table,
                Key=encode(key),
                ReturnValues="ALL_NEW",
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **change.as_arguments(),
            )
        return decode(answer.get("Attributes", {}))

    def delete(self, table: str, key: Key, condition: str | None = None, values: Item | None = None) -> None:
        """Remove an item. A missing item is no error, unless the condition requires it."""
        with translated():
            self.client.delete_item(
                TableName=table,
                Key=encode(key),
                ReturnValuesOnConditionCheckFailure="ALL_OLD",
                **conditional(condition, values or {}),
            )

    def query(self, table: str, condition: ConditionBase, **options: Any) -> tuple[list[Item], Item | None]:
        """One page of a query and the key to go on from (plain values), or None at the end."""
        built = ConditionExpressionBuilder().build_expression(condition, is_key_condition=True)
        if options.get("ExclusiveStartKey"):
            options["ExclusiveStartKey"] = encode(options["ExclusiveStartKey"])
        with translated():
            page = self.client.query(
                TableName=table,
                KeyConditionExpression=built.condition_expression,
                ExpressionAttributeNames=built.attribute_name_placeholders,
                ExpressionAttributeValues=encode(built.attribute_value_placeholders),
                **{name: value for name, value in options.items() if value is not None},
            )
        last = page.get("LastEvaluatedKey")
        return [decode(item) for item in page["Items"]], decode(last) if last else None

    def query_all(self, table: str, condition: ConditionBase, **options: Any) -> Iterator[Item]:
        """All items of a query, page by page, as far as the caller reads."""
        start: Item | None = None
        while True:
            items, start = self.query(table, condition, **options, ExclusiveStartKey=start)
            yield from items
            if start is None:
                return

    def transaction(self) -> Transaction:
        """A new set of writes that happen together."""
        return Transaction(self)

    def transact(self, names: list[str], writes: list[dict[str, Any]], token: str) -> None:
        """The writes of a Transaction, under its token."""
        try:
            self.client.transact_write_items(TransactItems=writes, ClientRequestToken=token)  # type: ignore[arg-type]
        except ClientError as error:
            raise _refusal(error, names) from error
        except UNANSWERED as error:
            # Whether it was written is unknown: a new read shows it.
            raise ContentionError from error


def _pause_before(tried: int) -> None:
    if tried:
        time.sleep(secrets.randbelow(1000) / 1000 * FIRST_BATCH_PAUSE * 2**tried)


def _as_request(asked: list[tuple[str, Key]], *, consistent: bool) -> dict[str, Any]:
    request: dict[str, Any] = {}
    for table, key in asked:
        keys = request.setdefault(table, {"Keys": [], "ConsistentRead": consistent})["Keys"]
        if (encoded := encode(key)) not in keys:
            keys.append(encoded)
    return request


def _refusal(error: ClientError, names: list[str]) -> Exception:
    code = error.response["Error"]["Code"]
    if code == "TransactionCanceledException":
        reasons: list[Any] = error.response.get("CancellationReasons", [])
        if any(_is_too_large(reason.get("Message", "")) for reason in reasons):
            return TooLargeError(MORE_THAN_AN_ITEM)
        codes = {reason.get("Code") for reason in reasons}
        if codes & CONTENTION:
            return ContentionError()
        failed = {
            name: decode(reason.get("Item", {}))
            for name, reason in zip(names, reasons, strict=True)
            if reason.get("Code") == "ConditionalCheckFailed"
        }
        return ConditionsFailedError(failed) if failed else error
    if _is_too_large(error.response["Error"].get("Message", "")):
        return TooLargeError(MORE_THAN_AN_ITEM)
    return ContentionError() if code in BUSY_CODES else error


def _is_too_large(message: str) -> bool:
    """Whether an item would be larger than 400 KB: texts may grow when they are composed."""
    return message.startswith("Item size ")


@contextmanager
def translated() -> Iterator[None]:
    """Botocore's errors of a single read or write as ours."""
    try:
        yield
    except ClientError as error:
        code = error.response["Error"]["Code"]
        if code == "ConditionalCheckFailedException":
            raise ConditionsFailedError({"item": decode(error.response.get("Item", {}))}) from error  # type: ignore[arg-type]
        if code in BUSY_CODES:
            raise BusyError from error
        if _is_too_large(error.response["Error"].get("Message", "")):
            raise TooLargeError(MORE_THAN_AN_ITEM) from error
        raise
    except UNANSWERED as error:
        raise BusyError from error
