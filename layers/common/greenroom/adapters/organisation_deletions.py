"""Organisations that are to be deleted: noted with the organisation itself, and beside the tombstones."""

from collections.abc import Iterator

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import fields_of
from greenroom.adapters.organisations import organisation_key
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import readable
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
    """What is asked of organisations' deletions, and how far they got."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def of(self, org_id: str) -> OrganisationDeletion | None:
        """The deletion that was asked for, done or not."""
        item = self._database.get(self._tables.erasures, _key(org_id))
        return OrganisationDeletion.model_validate(item) if item else None

    def all(self) -> Iterator[OrganisationDeletion]:
        """All that were ever asked for and not taken back."""
        for item in self._database.query_all(self._tables.erasures, Key("month").eq(DELETIONS)):
            found = readable(OrganisationDeletion, item, self._tables.erasures)
            if found is not None:
                yield found

    def ask(self, after: Organisation, deletion: OrganisationDeletion) -> None:
        """Note with the organisation's next version that it is to be deleted.

        Raises ConditionsFailedError where another version stands there, and ContentionError.
        """
        write = self._database.transaction()
        times = {"deletion_requested_at": rfc3339(deletion.requested_at), "deletes_at": rfc3339(deletion.deletes_at)}
        write.update("organisation", self._tables.organisations, organisation_key(after.org_id), _changed(after, times))
        write.put("deletion", self._tables.erasures, fields_of(deletion) | _key(after.org_id))
        write.commit()

    def take_back(self, after: Organisation) -> None:
        """Note that it stays. Raises what `ask` raises, also where its deletion has begun."""
        write = self._database.transaction()
        gone = dict.fromkeys(("deletion_requested_at", "deletes_at"))
        write.update("organisation", self._tables.organisations, organisation_key(after.org_id), _changed(after, gone))
        write.delete("deletion", self._tables.erasures, _key(after.org_id))
        write.commit()

    def begin(self, deletion: OrganisationDeletion) -> bool:
        """Let nobody take it back any more; False where somebody did. One that is gone by now has begun."""
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
        """Store how far it got."""
        self._database.replace(self._tables.erasures, fields_of(deletion) | _key(deletion.org_id), SHAPE)


def _changed(after: Organisation, fields: dict[str, str] | dict[str, None]) -> ItemUpdate:
    return ItemUpdate(
        set={**fields, "version": after.version},
        condition=is_at_version,
        values={":before": after.version - 1},
    )


def _key(org_id: str) -> dict[str, str]:
    return {"month": DELETIONS, "erasure_key": org_id}
