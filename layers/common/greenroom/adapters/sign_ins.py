"""One-time links, sign-ins and counters of tries, in one table whose items all expire."""

from datetime import datetime, timedelta

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.unreadable import entity_of
from greenroom.errors import ConditionsFailedError
from greenroom.models.limit import Limit
from greenroom.models.sign_in import CandidateSignIn, LinkClaim, SignInLink
from greenroom.settings import Tables

CLAIM_SHAPE = Shape.of(("key",), LinkClaim, "forget_at")
is_new = "attribute_not_exists(#key)"
is_mine = "#claim_id = :mine"
is_unused = "attribute_exists(#key) AND attribute_not_exists(#used_for)"
has_a_try_left = "attribute_not_exists(#tries) OR #tries < :most"

KEPT_LONGER = timedelta(hours=1)
"""DynamoDB removes what has passed some time later; until then what reads it looks at the time itself."""


def sign_in_key(kind: str, name: str) -> dict[str, str]:
    """The key of an item: its kind and its name."""
    return {"key": f"{kind}#{name}"}


def forget_at(moment: datetime) -> int:
    """The Unix time at which DynamoDB may remove an item that is useless after a moment."""
    return int((moment + KEPT_LONGER).timestamp())


def sign_in_item(kind: str, name: str, passes_at: datetime, fields: Item) -> Item:
    """The item of a link, sign-in or claim, which DynamoDB removes after `passes_at`."""
    return {**fields, **sign_in_key(kind, name), "forget_at": forget_at(passes_at)}


class SignInLinks:
    """One-time links in the table of sign-ins."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.sign_ins

    def offer(self, link: SignInLink) -> SignInLink:
        """Store a new link unless there is one with that hash; returns the one that is stored."""
        item = sign_in_item("LINK", link.link_hash, link.expires_at, fields_of(link))
        try:
            self._database.put(self._table, item, is_new)
        except ConditionsFailedError as refused:
            return entity_of(SignInLink, refused.found["item"], self._table)
        return link

    def link(self, link_hash: str) -> SignInLink | None:
        """The link with that hash, used or not."""
        item = self._database.get(self._table, sign_in_key("LINK", link_hash))
        return entity_of(SignInLink, item, self._table) if item else None

    def _redeem(self, link: SignInLink, used_for: str, opened: Item) -> None:
        """Use a link up and store what it opens, both or neither.

        Raises ConditionsFailedError where it was used before, or ContentionError.
        """
        write = self._database.transaction()
        once = ItemUpdate(set={"used_for": used_for}, condition=is_unused)
        write.update("link", self._table, sign_in_key("LINK", link.link_hash), once)
        write.put("opened", self._table, opened)
        write.commit()


class SignIns(SignInLinks):
    """The table of sign-ins."""

    def count(self, subject: str, limit: Limit, now: datetime) -> bool:
        """Count one try; False, and nothing is written, where the window has no try left.

        A lost answer counts a try twice: stricter, never looser.
        """
        window, ends_at = limit.window_of(now)
        change = ItemUpdate(
            set={"forget_at": forget_at(ends_at)},
            add={"tries": 1},
            condition=has_a_try_left,
            values={":most": limit.most},
        )
        try:
            self._database.update(self._table, sign_in_key("TRIES", f"{subject}#{window}"), change)
        except ConditionsFailedError:
            return False
        return True

    def claim(self, claim: LinkClaim, until: datetime) -> LinkClaim:
        """Claim the right to answer one request until then. Whose claim the answer carries is who may.

        A claim of our own whose answer got lost is found by its id, and is still ours.
        """
        try:
            self._put_claim(claim, until, is_new)
        except ConditionsFailedError as refused:
            return entity_of(LinkClaim, refused.found["item"], self._table)
        return claim

    def change_claim(self, before: LinkClaim, after: LinkClaim, until: datetime) -> bool:
        """Store a claim over another one, or over itself; False where another process was faster."""
        try:
            self._put_claim(after, until, is_mine, {":mine": before.claim_id})
        except ConditionsFailedError as refused:
            # Our own write, where the answer to it got lost.
            return bool(refused.found["item"].get("claim_id") == after.claim_id)
        return True

    def release(self, claim: LinkClaim) -> None:
        """Give a claim back: nothing was sent, and a later attempt may send it."""
        try:
            key = sign_in_key("REQUEST", claim.request_id)
            self._database.delete(self._table, key, is_mine, {":mine": claim.claim_id})
        except ConditionsFailedError:
            return

    def _put_claim(self, claim: LinkClaim, until: datetime, condition: str, values: Item | None = None) -> None:
        item = sign_in_item("REQUEST", claim.request_id, until, fields_of(claim))
        self._database.replace(self._table, item, CLAIM_SHAPE, condition, values)

    def redeem(self, link: SignInLink, sign_in: CandidateSignIn) -> None:
        """Open the sign-in; see `_redeem`."""
        item = sign_in_item("VISIT", sign_in.visit_hash, sign_in.expires_at, fields_of(sign_in))
        self._redeem(link, sign_in.visit_hash, item)

    def signed_in(self, visit_hash: str) -> CandidateSignIn | None:
        """The sign-in with that hash, ended or not: one read of one item."""
        item = self._database.get(self._table, sign_in_key("VISIT", visit_hash))
        return entity_of(CandidateSignIn, item, self._table) if item else None

    def leave(self, visit_hash: str) -> None:
        """End a sign-in."""
        self._database.delete(self._table, sign_in_key("VISIT", visit_hash))
