"""Organisations and their access tokens: one table, read by the authorizer at each request."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import batched

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of, readable_ones
from greenroom.errors import ConditionsFailedError, InvalidStateError, NotFoundError
from greenroom.models.organisation import AccessToken, Organisation, Policy, ValidTokens
from greenroom.models.organisation_deletion import HAS_BEGUN
from greenroom.models.test_mode import live_org_of
from greenroom.settings import Tables

BY_HASH = "TOKEN#"
BY_ORGANISATION = "tokens_by_org"
ROSTER = Shape.of(("key",), ValidTokens)
STAYS = "organisation"
stays = "attribute_exists(#key) AND attribute_not_exists(#is_being_deleted)"
MOST_AT_ONCE = 100
"""Keys of one BatchGetItem."""
LAST_USE_IS_NOTED_EVERY = timedelta(hours=1)
"""The precision of a token's last use. Noting each use would double the authorizer's cost."""


def organisation_key(org_id: str) -> dict[str, str]:
    """The key of an organisation."""
    return {"key": f"ORG#{org_id}"}


def token_key(token_hash: str) -> dict[str, str]:
    """The key of an access token: its hash, so that the authorizer finds it in one read."""
    return {"key": f"{BY_HASH}{token_hash}"}


def roster_key(org_id: str) -> dict[str, str]:
    """The key of the item that says which tokens of an organisation are valid."""
    return {"key": f"TOKENS#{org_id}"}


def organisation_item(organisation: Organisation) -> Item:
    """An organisation as it is stored. A rule that is None keeps it, where it would be something else if left out."""
    policy = organisation.policy.model_dump(mode="json")
    usual = Policy().model_dump()
    said = {name: value for name, value in policy.items() if value is not None or usual.get(name) is not None}
    return fields_of(organisation) | {"policy": said} | organisation_key(organisation.org_id)


def token_item(token: AccessToken) -> Item:
    """A token with the attribute by which an organisation's tokens are listed."""
    return fields_of(token) | token_key(token.token_hash) | {"token_org_id": token.org_id}


class Organisations:
    """The table of organisations and tokens."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.organisations

    def found(self, organisation: Organisation, token: AccessToken) -> None:
        """Store a new organisation with its first token, both or neither."""
        write = self._database.transaction()
        new = "attribute_not_exists(#key)"
        write.put("organisation", self._table, organisation_item(organisation), new)
        write.put("token", self._table, token_item(token), new)
        self._put_roster(write, ValidTokens(org_id=organisation.org_id), (token.token_hash,))
        write.commit()

    def add_test_organisation(self, organisation: Organisation) -> None:
        """Store the organisation of test records, where it is not there yet."""
        with suppress(ConditionsFailedError):
            self._database.put(self._table, organisation_item(organisation), "attribute_not_exists(#key)")

    def move_clock(self, org_id: str, before: int, after: int) -> bool:
        """Move the time of test records on from `before` to `after` seconds ahead; False where it was moved meanwhile.

        An earlier try of this very move, whose answer got lost, counts as this one.
        """
        change = ItemUpdate(
            set={"clock_ahead_seconds": after},
            condition="attribute_exists(#key) AND #clock_ahead_seconds = :before",
            values={":before": before},
        )
        try:
            self._database.update(self._table, organisation_key(org_id), change)
        except ConditionsFailedError:
            return self.organisation(org_id).clock_ahead_seconds == after
        return True

    def clock_ahead_seconds(self, org_id: str) -> int:
        """The seconds by which the clock of an organisation's test records was moved forward; 0 without any."""
        item = self._database.get(self._table, organisation_key(org_id))
        return int(item.get("clock_ahead_seconds", 0)) if item else 0

    def address_of_tests(self, org_id: str) -> str | None:
        """The address that gets the e-mails of an organisation's test records: its own `reply_to`."""
        item = self._database.get(self._table, organisation_key(live_org_of(org_id)))
        return entity_of(Organisation, item, self._table).policy.reply_to if item else None

    def organisation(self, org_id: str) -> Organisation:
        """An organisation. Raises NotFoundError."""
        item = self._database.get(self._table, organisation_key(org_id))
        if item is None:
            raise NotFoundError("Organisation")
        return entity_of(Organisation, item, self._table)

    def is_going(self, org_id: str) -> bool:
        """Whether an organisation is being deleted, or is gone."""
        item = self._database.get(self._table, organisation_key(org_id))
        return item is None or "is_being_deleted" in item

    def change(self, organisation: Organisation, before: int) -> Organisation:
        """Store name and policy over version `before`; what else stands in the item stays.

        Raises ConditionsFailedError where another version stands there, unless it is this very one.
        """
        fields = organisation_item(organisation)
        change = ItemUpdate(
            set={name: fields[name] for name in ("name", "policy", "version")},
            condition="#version = :before",
            values={":before": before},
        )
        try:
            self._database.update(self._table, organisation_key(organisation.org_id), change)
        except ConditionsFailedError:
            if self.organisation(organisation.org_id) != organisation:
                raise
        return organisation

    def token(self, token_hash: str) -> AccessToken | None:
        """The token with that hash, valid or not."""
        item = self._database.get(self._table, token_key(token_hash))
        return entity_of(AccessToken, item, self._table) if item else None

    def note_use(self, token: AccessToken, now: datetime) -> None:
        """Note that a token is in use, at most once an hour."""
        if token.last_used_at is not None and now - token.last_used_at < LAST_USE_IS_NOTED_EVERY:
            return
        still_there = ItemUpdate(set={"last_used_at": now.isoformat()}, condition="attribute_exists(#key)")
        try:
            self._database.update(self._table, token_key(token.token_hash), still_there)
        except ConditionsFailedError:
            return

    def roster(self, org_id: str) -> ValidTokens:
        """The organisation's valid tokens; without a roster, from an earlier release, all that the index has."""
        item = self._database.get(self._table, roster_key(org_id))
        if item is not None:
            return entity_of(ValidTokens, item, self._table)
        found = self._database.query_all(self._table, Key("token_org_id").eq(org_id), IndexName=BY_ORGANISATION)
        return ValidTokens(org_id=org_id, token_hashes=tuple(entry["key"].removeprefix(BY_HASH) for entry in found))

    def tokens_of(self, roster: ValidTokens) -> list[AccessToken]:
        """The tokens of a roster, oldest first."""
        found: list[AccessToken] = []
        for some in batched(roster.token_hashes, MOST_AT_ONCE, strict=False):
            items = self._database.get_many((self._table, token_key(one)) for one in some)
            found += readable_ones(AccessToken, items, self._table)
        return sorted(found, key=lambda token: token.token_id)

    def add_token(self, token: AccessToken, valid: Iterable[AccessToken], roster: ValidTokens) -> None:
        """Store a new token beside those that are valid, if the roster is as it was read.

        Raises ConditionsFailedError and ContentionError, and InvalidStateError where the organisation, or that of whose
        test records it is, is being deleted: no token outlives a deletion.
        """
        write = self._database.transaction()
        for org_id in dict.fromkeys((token.org_id, live_org_of(token.org_id))):
            write.require(f"{STAYS} {org_id}", self._table, organisation_key(org_id), stays)
        write.put("token", self._table, token_item(token), "attribute_not_exists(#key)")
        self._put_roster(write, roster, (*(one.token_hash for one in valid), token.token_hash))
        try:
            write.commit()
        except ConditionsFailedError as refused:
            if any(name.startswith(STAYS) for name in refused.found):
                raise InvalidStateError(HAS_BEGUN) from refused
            raise

    def revoke(self, token: AccessToken, roster: ValidTokens, now: datetime) -> None:
        """Make a token invalid from now on, if the roster is as it was read.

        Raises ConditionsFailedError and ContentionError.
        """
        write = self._database.transaction()
        once = ItemUpdate(set={"revoked_at": now.isoformat()}, condition="attribute_not_exists(#revoked_at)")
        write.update("token", self._table, token_key(token.token_hash), once)
        self._put_roster(write, roster, tuple(one for one in roster.token_hashes if one != token.token_hash))
        write.commit()

    def _put_roster(self, write: Transaction, roster: ValidTokens, token_hashes: tuple[str, ...]) -> None:
        after = roster.changed(token_hashes=token_hashes, version=roster.version + 1)
        same = "#version = :before" if roster.version else "attribute_not_exists(#key)"
        values = {":before": roster.version} if roster.version else {}
        write.replace("roster", self._table, fields_of(after) | roster_key(after.org_id), ROSTER, same, values)

    def find_token(self, org_id: str, token_id: str) -> AccessToken | None:
        """A token by its id, valid or not, where the index has it: that is a moment after it was made."""
        of_id = Key("token_org_id").eq(org_id) & Key("token_id").eq(token_id)
        entries, _ = self._database.query(self._table, of_id, IndexName=BY_ORGANISATION, Limit=1)
        return self.token(entries[0]["key"].removeprefix(BY_HASH)) if entries else None

    def tokens_page(
        self, org_id: str, *, limit: int, after: str | None = None, newest_first: bool = False
    ) -> tuple[list[AccessToken], str | None]:
        """Tokens by their ids, oldest first, valid or not, and the id to go on after; at most 100."""
        mine = Key("token_org_id").eq(org_id)
        entries, _ = self._database.query(
            self._table,
            mine & Key("token_id").gt(after) if after else mine,
            IndexName=BY_ORGANISATION,
            Limit=limit + 1,
            ScanIndexForward=not newest_first,
        )
        some = entries[:limit]
        items = self._database.get_many((self._table, {"key": entry["key"]}) for entry in some)
        tokens = readable_ones(AccessToken, items, self._table)
        return tokens, some[-1]["token_id"] if len(entries) > limit else None
