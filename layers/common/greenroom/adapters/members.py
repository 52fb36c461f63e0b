"""Members of organisations: listed by organisation, found by address."""

from collections.abc import Callable, Sequence

from boto3.dynamodb.conditions import Key

from greenroom.adapters.collection import Collection, Listing
from greenroom.adapters.dynamodb import Database, Transaction
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.unreadable import readable_ones
from greenroom.errors import ConditionsFailedError
from greenroom.models.member import Member
from greenroom.models.test_mode import is_test
from greenroom.settings import Tables

is_new = "attribute_not_exists(#member_id)"
is_unchanged = "#version = :before"
is_still_admin = "#role = :admin AND #version = :version"

MOST_OF_AN_ADDRESS = 50
"""Organisations that one address is shown; the index is read no further."""


class Members(Collection[Member]):
    """The table of members.

    Beside each member stands an item under the address, so that an organisation has an address once.
    """

    derived = ("address_key",)

    def __init__(self, database: Database, tables: Tables, address_key: Callable[[str], str]) -> None:
        super().__init__(database, tables.members, Member, "member_id", "Member")
        self._address_key = address_key

    def as_item(self, entity: Member) -> Item:
        """A member with the attribute of the index by address."""
        return fields_of(entity) | {"address_key": self._address_key(entity.email)}

    def _address_item_key(self, org_id: str, email: str) -> dict[str, str]:
        return self.key(org_id, f"address#{self._address_key(email)}")

    def address_key(self, email: str) -> str:
        """The keyed hash of an address, under which all its memberships are found."""
        return self._address_key(email)

    def of_organisation(self, org_id: str) -> Listing:
        """All members of an organisation, by when they were invited."""
        return Listing(
            Key("org_id").eq(org_id) & Key("member_id").begins_with("mem_"),
            {"org_id": org_id},
            ("member_id",),
            soonest_first=True,
        )

    def add(self, member: Member) -> Member:
        """Store a new member and return it; where the address has a member already, return that one.

        Raises ContentionError.
        """
        address = self._address_item_key(member.org_id, member.email)
        write = self._database.transaction()
        write.put("member", self._table, self.as_item(member), is_new)
        write.put("address", self._table, {**address, "of_member_id": member.member_id}, is_new)
        try:
            write.commit()
        except ConditionsFailedError as refused:
            there = refused.found.get("address") or refused.found["member"]
            return self.get(member.org_id, there.get("of_member_id") or member.member_id)
        return member

    def remove_member(self, member: Member, other_admin: Member | None) -> None:
        """Remove a member at its version; `other_admin`, where given, must still be an admin.

        Raises ConditionsFailedError or ContentionError.
        """
        write = self._database.transaction()
        at_version = {":before": member.version}
        write.delete("member", self._table, self.key(member.org_id, member.member_id), is_unchanged, at_version)
        write.delete("address", self._table, self._address_item_key(member.org_id, member.email))
        self._require_admin(write, other_admin)
        write.commit()

    def forget_passkeys(self, org_id: str, member_id: str) -> None:
        """Remove the passkeys of a removed member. They are of no use without the member."""
        theirs = Key("org_id").eq(org_id) & Key("member_id").begins_with(f"passkey#{member_id}#")
        for item in self._database.query_all(self._table, theirs):
            self._database.delete(self._table, self.key(org_id, item["member_id"]))

    def change_role(self, member: Member, before: int, other_admin: Member | None) -> None:
        """Store a member over its version `before`; `other_admin`, where given, must still be an admin.

        Raises ConditionsFailedError or ContentionError.
        """
        write = self._database.transaction()
        write.replace("member", self._table, self.as_item(member), self.shape, is_unchanged, {":before": before})
        self._require_admin(write, other_admin)
        write.commit()

    def _require_admin(self, write: Transaction, other: Member | None) -> None:
        if other is not None:
            values = {":admin": other.role.value, ":version": other.version}
            write.require("other_admin", self._table, self.key(other.org_id, other.member_id), is_still_admin, values)

    def of_address(self, address_key: str) -> Sequence[Member]:
        """One person's memberships in all organisations, read from the table."""
        entries, _ = self._database.query(
            self._table,
            Key("address_key").eq(address_key),
            IndexName="by_address",
            Limit=MOST_OF_AN_ADDRESS,
        )
        # Members of test records sign in nowhere.
        items = self._database.get_many(
            (self._table, self.key(entry["org_id"], entry["member_id"]))
            for entry in entries
            if not is_test(entry["org_id"])
        )
        # The index follows its table a moment later: removed members and changed addresses are left out.
        mine = (item for item in items if item and item["address_key"] == address_key)
        return readable_ones(Member, mine, self._table)
