"""Requested deletions of organisations, stored with the organisation and in the table of tombstones."""

from collections.abc import Iterator
from contextlib import suppress

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import fields_of
from greenroom.adapters.organisations import organisation_key
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of, readable
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.organisation import Organisation
from greenroom.models.organisation_deletion import OrganisationDeletion
from greenroom.settings import Tables

DELETIONS = "ORGANISATIONS"
"""Their partition in the table of tombstones: as many as ever asked, read once an hour."""
SHAPE = Shape.of(("month", "erasure_key"), OrganisationDeletion)
is_at_version = "#version = :before AND attribute_not_exists(#is_being_deleted)"


class OrganisationDeletions:
    """Stores requests to delete organisations, and the progress of each deletion."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def of(self, org_id: str) -> OrganisationDeletion | None:
        """The request to delete an organisation, whether or not it is done."""
        item = self._database.get(self._tables.erasures, _key(org_id))
        return entity_of(OrganisationDeletion, item, self._tables.erasures) if item else None

    def all(self) -> Iterator[OrganisationDeletion]:
        """All requests that were not withdrawn, done or not."""
        for item in self._database.query_all(self._tables.erasures, Key("month").eq(DELETIONS)):
            found = readable(OrganisationDeletion, item, self._tables.erasures)
            if found is not None:
                yield found

    def ask(self, after: Organisation, deletion: OrganisationDeletion) -> None:
        """Store the request together with the organisation's next version.

        Raises ConditionsFailedError where the organisation has another version, and ContentionError.
        """
        write = self._database.transaction()
        times = {"deletion_requested_at": rfc3339(deletion.requested_at), "deletes_at": rfc3339(deletion.deletes_at)}
        write.update("organisation", self._tables.organisations, organisation_key(after.org_id), _changed(after, times))
        write.put("deletion", self._tables.erasures, fields_of(deletion) | _key(after.org_id))
        write.commit()

    def take_back(self, after: Organisation) -> None:
        """Withdraw the request. Raises what `ask` raises, also once the deletion has begun."""
        write = self._database.transaction()
        gone = dict.fromkeys(("deletion_requested_at", "deletes_at"))
        write.update("organisation", self._tables.organisations, organisation_key(after.org_id), _changed(after, gone))
        write.delete("deletion", self._tables.erasures, _key(after.org_id))
        write.commit()

    def ask_again(self, deletion: OrganisationDeletion) -> None:
        """Store a request with the organisation again, where a restored item is from before it."""
        change = ItemUpdate(
            set={
                "deletion_requested_at": rfc3339(deletion.requested_at),
                "deletes_at": rfc3339(deletion.deletes_at),
            },
            add={"version": 1},
            condition="attribute_exists(#key) AND (attribute_not_exists(#deletes_at) OR #deletes_at <> :at)",
            values={":at": rfc3339(deletion.deletes_at)},
        )
        with suppress(ConditionsFailedError):
            self._database.update(self._tables.organisations, organisation_key(deletion.org_id), change)

    def begin(self, deletion: OrganisationDeletion) -> bool:
        """Mark a deletion as begun, after which it cannot be withdrawn. Returns False where it was withdrawn before.

        Where the organisation is gone already, the deletion has begun.
        """
        change = ItemUpdate(
            set={"is_being_deleted": True},
            condition="attribute_exists(#key) AND #deletes_at = :at",
            values={":at": rfc3339(deletion.deletes_at)},
        )
        try:
            self._database.update(self._tables.organisations, organisation_key(deletion.org_id), change)
        except ConditionsFailedError as refused:
            return not refused.found["item"] or bool(refused.found["item"].get("is_being_deleted"))
        return True

    def note(self, deletion: OrganisationDeletion) -> None:
        """Store the progress of a deletion."""
        self._database.replace(self._tables.erasures, fields_of(deletion) | _key(deletion.org_id), SHAPE)


def _changed(after: Organisation, fields: dict[str, str] | dict[str, None]) -> ItemUpdate:
    return ItemUpdate(
        set={**fields, "version": after.version},
        condition=is_at_version,
        values={":before": after.version - 1},
    )


def _key(org_id: str) -> dict[str, str]:
    return {"month": DELETIONS, "erasure_key": org_id}
