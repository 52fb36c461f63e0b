"""Organisations and their access tokens: one table, read by the authorizer at each request."""

from datetime import datetime, timedelta

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.unreadable import readable_ones
from greenroom.errors import ConditionsFailedError, NotFoundError
from greenroom.models.organisation import AccessToken, Organisation
from greenroom.settings import Tables

LAST_USE_IS_NOTED_EVERY = timedelta(hours=1)
"""How exactly a token's last use is known. Noting each use would double what the authorizer costs."""


def organisation_key(org_id: str) -> dict[str, str]:
    """The key of an organisation."""
    return {"key": f"ORG#{org_id}"}


def token_key(token_hash: str) -> dict[str, str]:
    """The key of an access token: its hash, so that the authorizer finds it in one read."""
    return {"key": f"TOKEN#{token_hash}"}


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
        write.put("organisation", self._table, fields_of(organisation) | organisation_key(organisation.org_id), new)
        write.put("token", self._table, token_item(token), new)
        write.commit()

    def organisation(self, org_id: str) -> Organisation:
        """An organisation. Raises NotFoundError."""
        item = self._database.get(self._table, organisation_key(org_id))
        if item is None:
            raise NotFoundError("Organisation")
        return Organisation.model_validate(item)

    def change(self, organisation: Organisation, before: int) -> Organisation:
        """Store name and policy over version `before`; what else stands in the item stays.

        Raises ConditionsFailedError where another version stands there, unless it is this very one.
        """
        fields = fields_of(organisation)
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
        return AccessToken.model_validate(item) if item else None

    def note_use(self, token: AccessToken, now: datetime) -> None:
        """Note that a token is in use, at most once an hour."""
        if token.last_used_at is not None and now - token.last_used_at < LAST_USE_IS_NOTED_EVERY:
            return
        still_there = ItemUpdate(set={"last_used_at": now.isoformat()}, condition="attribute_exists(#key)")
        try:
            self._database.update(self._table, token_key(token.token_hash), still_there)
        except ConditionsFailedError:
            return

    def add_token(self, token: AccessToken) -> None:
        """Store a new token of an organisation that is there."""
        self._database.put(self._table, token_item(token), "attribute_not_exists(#key)")

    def tokens(self, org_id: str) -> list[AccessToken]:
        """All tokens of an organisation, oldest first."""
        keys = self._database.query_all(self._table, Key("token_org_id").eq(org_id), IndexName="tokens_by_org")
        items = self._database.get_many((self._table, {"key": item["key"]}) for item in keys)
        return readable_ones(AccessToken, items, self._table)

    def revoke(self, token: AccessToken, now: datetime) -> None:
        """Make a token invalid from now on; revoking twice keeps the first time."""
        once = ItemUpdate(set={"revoked_at": now.isoformat()}, condition="attribute_not_exists(#revoked_at)")
        try:
            self._database.update(self._table, token_key(token.token_hash), once)
        except ConditionsFailedError:
            return
