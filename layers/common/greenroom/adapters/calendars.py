"""Calendars with an address to subscribe to. Bookings write the same items, under their version: see the schedule."""

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.unreadable import entity_of, value_in
from greenroom.errors import ConditionsFailedError
from greenroom.models.calendar import Calendar, changes_key
from greenroom.settings import Tables

NO_TIMES: dict[str, dict[str, str]] = {}
IS_WHOLE = "attribute_not_exists(#calendar_key) OR attribute_exists(#busy) OR attribute_exists(#address_hash)"
"""Condition: a person's calendar is not stored, or has busy times, or got its address before any booking."""


class Calendars:
    """The table of calendars, as far as addresses go."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.calendars

    def get(self, key: str) -> Calendar | None:
        """A calendar: one read."""
        found = self._database.get(self._table, {"calendar_key": key})
        return entity_of(Calendar, found, self._table) if found else None

    def give_address(self, key: str, address_hash: str, *, is_of_person: bool) -> None:
        """Let a calendar be read at another address than before. A booking at this moment reads it again.

        Raises UnreadableItemError for a person's calendar that has neither busy times nor an address yet: with an
        address it would read as free.
        """
        change = ItemUpdate(
            set={"address_hash": address_hash},
            set_if_absent={"busy": NO_TIMES},
            add={"version": 1},
            condition=IS_WHOLE if is_of_person else None,
        )
        try:
            self._database.update(self._table, {"calendar_key": key}, change)
        except ConditionsFailedError:
            value_in({"calendar_key": key}, "busy", self._table)

    def take_address(self, key: str) -> bool:
        """Let a calendar be read at no address; False where it had none."""
        change = ItemUpdate(
            set_if_absent={"busy": NO_TIMES},
            remove=("address_hash",),
            add={"version": 1},
            condition="attribute_exists(#address_hash)",
        )
        try:
            self._database.update(self._table, {"calendar_key": key}, change)
        except ConditionsFailedError:
            return False
        return True

    def count_change(self, org_id: str) -> None:
        """Count that something changed in an organisation; once more does no harm."""
        change = ItemUpdate(add={"version": 1})
        self._database.update(self._table, {"calendar_key": changes_key(org_id)}, change)

    def note_change(self, key: str) -> None:
        """Raise the version of a calendar that has an address."""
        change = ItemUpdate(add={"version": 1}, condition="attribute_exists(#address_hash)")
        try:
            self._database.update(self._table, {"calendar_key": key}, change)
        except ConditionsFailedError:
            return
