"""Cursors of lists: each is opaque and valid only for the next page of the list that it came from.

A cursor holds the position where a page ended, and not the organisation: the partition is always the caller's own.
A forged cursor therefore reaches only records that its maker may list anyway, and cursors need no signature. A cursor
of another list is refused.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field

from greenroom.api.fields import ExternalId, Moment
from greenroom.api.subjects.base import AnswerModel, RequestModel, example
from greenroom.errors import ValidationError
from greenroom.models.caller import Caller

if TYPE_CHECKING:
    from greenroom.adapters.unique_values import Removed, UniqueCollection

LONGEST_PART = 200


class PageQuery(RequestModel):
    """The query parameters of every list."""

    limit: int = Field(default=25, ge=1, le=100)
    """The maximum number of items."""
    cursor: str | None = Field(default=None, min_length=1, max_length=1000)
    """The `next_cursor` of the previous page."""


class OwnIdQuery(PageQuery):
    """The query parameters of a list of records with an id in an integrator's system."""

    external_id: ExternalId | None = None
    """Only the record that has this id in your system; the other filters apply to it too."""
    updated_since: Moment | None = None
    """Only records that were made or changed at or after this second, in the order of their changes, and the `deleted`
    ones."""


class DeletedAnswer(AnswerModel):
    """A record that was deleted or erased."""

    id: Annotated[str, example("cand_01jd8m5q0z6v1h3s7k9n2r4t5w")]
    deleted_at: Annotated[str, example("2026-11-27T09:00:00Z")]

    @classmethod
    def of_all(cls, removed: "Iterable[Removed]") -> list[Self]:
        """The answers about deleted records."""
        return [cls(id=one.removed_id, deleted_at=one.removed_at) for one in removed]


def deleted(query: OwnIdQuery, of: "UniqueCollection[Any]", caller: Caller) -> list[DeletedAnswer] | None:
    """The deleted records to list on this page: they stand only on the first page of changes."""
    if query.updated_since is None or query.cursor is not None:
        return None
    return DeletedAnswer.of_all(of.removed_since(caller.org_id, query.updated_since))


def none_deleted(query: OwnIdQuery) -> list[DeletedAnswer] | None:
    """The same for a list whose records are never deleted: slots are closed, and interviews are made anonymous."""
    return None if query.updated_since is None or query.cursor is not None else []


class Cursors:
    """The cursors of one list with one set of filters."""

    def __init__(self, list_name: str, org_id: str, query: PageQuery) -> None:
        asked = query.model_dump(mode="json", exclude={"limit", "cursor"}, exclude_none=True)
        bound_to = json.dumps([list_name, org_id, asked], sort_keys=True)
        self._binding = hashlib.sha256(bound_to.encode()).hexdigest()[:16]
        self._sent = query.cursor

    def position(self, *names: str) -> dict[str, str] | None:
        """The key after which the page begins, by these key attributes; None without a cursor.

        Raises ValidationError for a cursor that is malformed or belongs to another list."""
        if self._sent is None:
            return None
        try:
            binding, position = json.loads(base64.b64decode(self._sent, altchars=b"-_", validate=True))
        except (binascii.Error, ValueError, TypeError, RecursionError):
            raise _refused() from None
        if binding != self._binding or not isinstance(position, dict) or set(position) != set(names):
            raise _refused()
        if not all(isinstance(part, str) and 0 < len(part) <= LONGEST_PART for part in position.values()):
            raise _refused()
        return position

    def after(self, position: dict[str, str] | None) -> str | None:
        """The cursor for the next page; None at the end."""
        if position is None:
            return None
        packed = json.dumps([self._binding, position], separators=(",", ":"))
        return base64.urlsafe_b64encode(packed.encode()).decode()


def _refused() -> ValidationError:
    sentence = "cursor is not one of this list. Take next_cursor from the previous page, with the same filters."
    return ValidationError.about("cursor", sentence)


class ListAnswer[Item: BaseModel](AnswerModel):
    """A page of a list."""

    # `not_shown` is left out when every record could be shown.
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    items: list[Item]
    next_cursor: str | None
    """The cursor of the next page; null on the last page."""
    deleted: list[DeletedAnswer] | None = None
    """Only on the first page of `updated_since`: deleted or erased records of the last 30 days, oldest first."""
    not_shown: int | None = None
    """The number of records on this page that cannot be read as they are stored. Left out when there are none. Each
    raises an alarm at Greenroom."""
