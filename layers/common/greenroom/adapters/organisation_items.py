"""All items of one organisation, by kind and page by page, for exports and deletions.

Tables whose key begins with the organisation's id are queried by it. Items of other tables are keyed by an interview,
an endpoint or a person, and are found from those.
"""

from collections.abc import Iterator

from boto3.dynamodb.conditions import Key

from greenroom.adapters.connections import connections_key
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import Item
from greenroom.adapters.meetings import meeting_id_key
from greenroom.adapters.organisation_exports import export_key
from greenroom.adapters.organisations import BY_HASH, BY_ORGANISATION, organisation_key, roster_key, token_key
from greenroom.models.calendar import changes_key, job_calendar_key
from greenroom.models.organisation_items import ItemKind
from greenroom.settings import Tables

PAGE = 100


class OrganisationItems:
    """Reads and removes an organisation's items of any kind."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def page(
        self, org_id: str, kind: ItemKind, start: Item | None = None, *, limit: int = PAGE
    ) -> tuple[list[Item], Item | None]:
        """A page of items of a kind, and the position of the next page."""
        return self._database.query(
            getattr(self._tables, kind.table),
            Key("org_id").eq(f"{org_id}{kind.beside}"),
            Limit=limit,
            ConsistentRead=True,
            ExclusiveStartKey=start,
        )

    def each(self, org_id: str, kind: ItemKind) -> Iterator[Item]:
        """All items of a kind, in pages, while they are being removed."""
        start: Item | None = None
        while True:
            items, start = self.page(org_id, kind, start)
            yield from items
            if start is None:
                return

    def remove(self, kind: ItemKind, item: Item) -> None:
        """Remove an item."""
        key = {"org_id": item["org_id"], kind.id_name: item[kind.id_name]}
        self._database.delete(getattr(self._tables, kind.table), key)

    def of_interview(self, interview: Item) -> Iterator[tuple[str, dict[str, str], Item]]:
        """Items stored under an interview's id: for each the table's name in settings, the key and the item."""
        name = f"{interview['org_id']}#{interview['interview_id']}"
        for table, key_name, sort_name in (
            ("logs", "interview_key", "entry_key"),
            ("usage", "interview_key", "recorded_key"),
            ("meeting_rooms", "room_key", "part"),
        ):
            found = self._database.query_all(getattr(self._tables, table), Key(key_name).eq(name), ConsistentRead=True)
            for item in found:
                yield table, {key_name: name, sort_name: item[sort_name]}, item
        for table, key_name in (("bookings", "booking_id"), ("meetings", "meeting_key")):
            item_there = self._database.get(getattr(self._tables, table), {key_name: name})
            if item_there is not None:
                yield table, {key_name: name}, item_there

    def of_session(self, session_hash: str) -> Iterator[Item]:
        """All items of one link's session, such as its e-mails, transcript and report."""
        return self._database.query_all(self._tables.sessions, Key("session_hash").eq(session_hash))

    def of_organisation(self, org_id: str) -> Iterator[Item]:
        """The organisation's own item, its connections to providers, and its tokens."""
        for key in (organisation_key(org_id), connections_key(org_id)):
            item = self._database.get(self._tables.organisations, key)
            if item is not None:
                yield item
        mine = Key("token_org_id").eq(org_id)
        for entry in self._database.query_all(self._tables.organisations, mine, IndexName=BY_ORGANISATION):
            item = self._database.get(self._tables.organisations, {"key": entry["key"]})
            if item is not None:
                yield {name: value for name, value in item.items() if name != "key"}

    def remove_of_interview(self, interview: Item) -> None:
        """Remove an interview's items, the calendars of its people, and what finds it by its meeting's id."""
        for table, key, item in self.of_interview(interview):
            # Also where the meeting cannot be read: what its own attributes would say is found by nobody then.
            hosted, provider = item.get("hosted") or {}, item.get("provider")
            if table == "meetings" and provider and "meeting_id" in hosted:
                pointer = meeting_id_key(interview["org_id"], provider, hosted["meeting_id"])
                self._database.delete(self._tables.meetings, pointer)
            self._database.delete(getattr(self._tables, table), key)
        for owner in interview.get("calendar_keys", ()):
            self._database.delete(self._tables.calendars, {"calendar_key": f"{interview['org_id']}#{owner}"})

    def of_endpoint(self, webhook: Item) -> Iterator[Item]:
        """The deliveries and notices of an endpoint."""
        name = f"{webhook['org_id']}#{webhook['webhook_id']}"
        for partition in (name, f"{name}#notices"):
            yield from self._database.query_all(self._tables.webhook_deliveries, Key("endpoint_key").eq(partition))

    def remove_of_endpoint(self, webhook: Item) -> None:
        """Remove the deliveries and notices of an endpoint."""
        for item in self.of_endpoint(webhook):
            key = {name: item[name] for name in ("endpoint_key", "delivery_id")}
            self._database.delete(self._tables.webhook_deliveries, key)

    def remove_calendars_of(self, org_id: str, job_ids: Iterator[str]) -> None:
        """Remove the calendars of jobs, and the organisation's counter of changes."""
        for key in (changes_key(org_id), *(job_calendar_key(org_id, job_id) for job_id in job_ids)):
            self._database.delete(self._tables.calendars, {"calendar_key": key})

    def remove_tokens(self, org_id: str) -> None:
        """Remove all tokens, valid or not, so that none grants access."""
        mine = Key("token_org_id").eq(org_id)
        roster = self._database.get(self._tables.organisations, roster_key(org_id)) or {}
        indexed = self._database.query_all(self._tables.organisations, mine, IndexName=BY_ORGANISATION)
        # The newest tokens are only in the roster, and revoked ones only in the index, so both are read.
        hashes = {*roster.get("token_hashes", ()), *(entry["key"].removeprefix(BY_HASH) for entry in indexed)}
        for token_hash in hashes:
            self._database.delete(self._tables.organisations, token_key(token_hash))
        self._database.delete(self._tables.organisations, roster_key(org_id))

    def remove_organisation(self, org_id: str) -> None:
        """Remove the organisation's own item, its connections to providers, and its export."""
        for key in (connections_key(org_id), export_key(org_id), organisation_key(org_id)):
            self._database.delete(self._tables.organisations, key)
