"""Passkeys of members, in the table of members under their member; used challenges in the table of sign-ins."""

from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.console_sessions import session_item
from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.items import fields_of
from greenroom.adapters.sign_ins import forget_at, sign_in_key
from greenroom.adapters.unreadable import entity_of, readable
from greenroom.clock import rfc3339
from greenroom.models.member import ConsoleSession, Member
from greenroom.models.passkey import MOST_PASSKEYS, Passkey
from greenroom.settings import Tables

is_new = "attribute_not_exists(#key)"
is_there = "attribute_exists(#member_id)"
is_no_other = "attribute_not_exists(#member_id)"


def _key(org_id: str, member_id: str, passkey_id: str) -> dict[str, str]:
    return {"org_id": org_id, "member_id": f"passkey#{member_id}#{passkey_id}"}


class Passkeys:
    """A member's passkeys."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._tables = tables

    def of_member(self, member: Member) -> list[Passkey]:
        """A member's passkeys."""
        mine = Key("org_id").eq(member.org_id) & Key("member_id").begins_with(f"passkey#{member.member_id}#")
        found = self._database.query_all(self._tables.members, mine, ConsistentRead=True, Limit=2 * MOST_PASSKEYS)
        passkeys = (readable(Passkey, _as_passkey(item), self._tables.members, within=item) for item in found)
        return [one for one in passkeys if one is not None]

    def with_member(self, org_id: str, member_id: str, passkey_id: str) -> tuple[Passkey, Member] | None:
        """A passkey and whose it is, in one round trip; None where one of the two is gone."""
        passkey, member = self._database.get_many(
            [
                (self._tables.members, _key(org_id, member_id, passkey_id)),
                (self._tables.members, {"org_id": org_id, "member_id": member_id}),
            ]
        )
        if passkey is None or member is None:
            return None
        table = self._tables.members
        return entity_of(Passkey, _as_passkey(passkey), table), entity_of(Member, member, table)

    def add(self, passkey: Passkey, challenge_hash: str, until: datetime) -> None:
        """Store a new passkey and use its challenge up, both or neither.

        Raises ConditionsFailedError where the challenge was used (`used_for` says by whom) or the passkey is there,
        or ContentionError.
        """
        write = self._database.transaction()
        self._use_up(write, challenge_hash, passkey.passkey_id, until)
        key = _key(passkey.org_id, passkey.member_id, passkey.passkey_id)
        write.put("passkey", self._tables.members, fields_of(passkey) | key, is_no_other)
        write.commit()

    def sign_in(
        self, passkey: Passkey, sign_count: int, session: ConsoleSession, challenge_hash: str, until: datetime
    ) -> None:
        """Use a challenge up, note that the passkey was used, and store the session: all or nothing.

        Raises ConditionsFailedError where the challenge was used (`used_for` says by whom) or the passkey is gone,
        or ContentionError.
        """
        write = self._database.transaction()
        self._use_up(write, challenge_hash, session.session_hash, until)
        used = ItemUpdate(
            set={"sign_count": sign_count, "last_used_at": rfc3339(session.started_at)}, condition=is_there
        )
        key = _key(passkey.org_id, passkey.member_id, passkey.passkey_id)
        write.update("passkey", self._tables.members, key, used)
        write.put("session", self._tables.sign_ins, session_item(session))
        write.commit()

    def remove(self, org_id: str, member_id: str, passkey_id: str) -> None:
        """Remove a passkey; one that is gone stays gone."""
        self._database.delete(self._tables.members, _key(org_id, member_id, passkey_id))

    def _use_up(self, write: Transaction, challenge_hash: str, used_for: str, until: datetime) -> None:
        item = {**sign_in_key("CHALLENGE", challenge_hash), "used_for": used_for, "forget_at": forget_at(until)}
        write.put("challenge", self._tables.sign_ins, item, is_new)


def _as_passkey(item: dict[str, object]) -> dict[str, object]:
    """The key of the item holds the passkey's own id too."""
    return item | {"member_id": str(item["member_id"]).split("#")[1]}
