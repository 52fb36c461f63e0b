"""Calendars with an address to subscribe to. Bookings write the same items, under their version: see the schedule."""

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.unreadable import entity_of
from greenroom.errors import ConditionsFailedError
from greenroom.models.calendar import Calendar, changes_key
from greenroom.settings import Tables


class Calendars:
    """The table of calendars, as far as addresses go."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.calendars

    def get(self, key: str) -> Calendar | None:
        """A calendar: one read."""
        found = self._database.get(self._table, {"calendar_key": key})
        return entity_of(Calendar, found, self._table) if found else None

    def give_address(self, key: str, address_hash: str) -> None:
        """Let a calendar be read at another address than before. A booking at this moment reads it again."""
        change = ItemUpdate(set={"address_hash": address_hash}, add={"version": 1})
        self._database.update(self._table, {"calendar_key": key}, change)

    def take_address(self, key: str) -> bool:
        """Let a calendar be read at no address; False where it had none."""
        change = ItemUpdate(remove=("address_hash",), add={"version": 1}, condition="attribute_exists(#address_hash)")
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
