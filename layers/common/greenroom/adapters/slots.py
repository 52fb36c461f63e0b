"""Slots as they are made, listed and changed. Seats are taken and freed by the schedule alone."""

from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Listing
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import Item
from greenroom.adapters.schedule_items import not_there, slot_item
from greenroom.adapters.unique_values import UniqueCollection
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.slot import Slot
from greenroom.settings import Tables

BY_TIME = ("slot_id", "starts_at")
EARLIEST, LATEST = "0", "9999-12-31T23:59:59Z"
as_it_was_read = "#version = :before AND #current_bookings = :booked AND #is_cancelled = :no"


class Slots(UniqueCollection[Slot]):
    """The table of slots."""

    derived = ("open_for",)

    def __init__(self, database: Database, tables: Tables) -> None:
        super().__init__(database, tables.slots, Slot, "slot_id", "Slot")

    def as_item(self, entity: Slot) -> Item:
        """A slot with the attribute of the index of open slots."""
        return slot_item(entity)

    def create_all(self, slots: list[Slot]) -> list[Slot]:
        """Store new slots, all or none; those that stand there are an earlier try of the same request."""
        write = self._database.transaction()
        for slot in slots:
            write.put(slot.slot_id, self._table, slot_item(slot), not_there.format("#slot_id"))
        try:
            write.commit()
        except ConditionsFailedError:
            found = self.many(slots[0].org_id, [slot.slot_id for slot in slots])
            return [slot for slot in found if slot is not None]
        return slots

    def as_before(self, entity: Slot, before: int) -> tuple[str, Item]:
        """The condition that since the read no seat was taken or freed and the slot was not closed."""
        if not before:
            return super().as_before(entity, before)
        return as_it_was_read, {":before": before, ":booked": entity.current_bookings, ":no": False}

    def soonest_first(
        self,
        org_id: str,
        *,
        job_id: str | None = None,
        since: datetime | None = None,
        until: datetime | None = None,
        is_open: bool = False,
    ) -> Listing:
        """Slots that start from `since` on and before `until`; `is_open` reads a job's free ones alone."""
        attribute, index, value = "org_id", "by_time", org_id
        if job_id is not None:
            attribute, index = ("open_for", "open_by_job") if is_open else ("job_id", "by_job")
            value = job_id
        least, greatest = rfc3339(since) if since else EARLIEST, rfc3339(until) if until else LATEST
        return Listing(
            Key(attribute).eq(value) & Key("starts_at").between(least, greatest),
            {"org_id": org_id, attribute: value},
            BY_TIME,
            index=index,
            soonest_first=True,
            # BETWEEN takes its upper end in; and a job's id alone does not say whose job it is.
            keep_entry=lambda entry: entry["org_id"] == org_id and (until is None or entry["starts_at"] < greatest),
            bounds=("starts_at", least, greatest),
        )
