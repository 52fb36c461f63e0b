"""Sessions under the hash of their key, and the e-mails sent for them, each claimed before it is sent."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate
from greenroom.adapters.items import Item, fields_of
from greenroom.adapters.schedule_items import SESSION_SHAPE, choice_key, session_item, session_key
from greenroom.adapters.unreadable import entity_of, readable, readable_ones
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.choice import ChoiceLink
from greenroom.models.session import Delivery, DeliveryStatus, Session
from greenroom.settings import Tables

is_new = "attribute_not_exists(#part)"
is_mine = "#claim_id = :mine"
INVITATION = "INVITATION"


def _delivery_key(session_hash: str, kind: str) -> dict[str, str]:
    return {"session_hash": session_hash, "part": f"MAIL#{kind}"}


class Sessions:
    """The table of sessions."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.sessions

    def session(self, session_hash: str) -> Session | None:
        """The session behind a link: one read of one item."""
        item = self._database.get(self._table, session_key(session_hash))
        return entity_of(Session, item, self._table) if item else None

    def choice_link(self, session_hash: str) -> ChoiceLink | None:
        """The interview of a link to choose a time; None for any other link."""
        item = self._database.get(self._table, choice_key(session_hash))
        return entity_of(ChoiceLink, item, self._table) if item else None

    def open(self, session: Session) -> Session:
        """Store a new session and return it; where one is stored already, that one is returned unchanged."""
        try:
            self._database.put(self._table, session_item(session), is_new)
        except ConditionsFailedError as refused:
            return entity_of(Session, refused.found["item"], self._table)
        return session

    def close(self, session: Session) -> Session:
        """Store a closed session over the one before it."""
        self._database.replace(self._table, session_item(session), SESSION_SHAPE)
        return session

    def claim(self, session_hash: str, kind: str, claim_id: str, now: datetime) -> Delivery:
        """Claim the right to send one e-mail. Whose claim the answer carries is who may send.

        A claim of our own whose answer got lost is found by its id, and is still ours.
        """
        delivery = Delivery(
            session_hash=session_hash, kind=kind, status=DeliveryStatus.CLAIMED, claim_id=claim_id, claimed_at=now
        )
        try:
            item = fields_of(delivery) | _delivery_key(session_hash, kind)
            self._database.put(self._table, item, is_new)
        except ConditionsFailedError as refused:
            return entity_of(Delivery, refused.found["item"], self._table)
        return delivery

    def take_over(self, stale: Delivery, claim_id: str, now: datetime) -> Delivery | None:
        """Claim an unsettled e-mail anew; None where another process was first."""
        change = ItemUpdate(
            set={"claim_id": claim_id, "claimed_at": rfc3339(now), "status": DeliveryStatus.CLAIMED},
            condition=is_mine,
            values={":mine": stale.claim_id},
        )
        return self._change(stale, change)

    def note_outcome(self, delivery: Delivery) -> Delivery | None:
        """Note how a claimed e-mail ended; None where the claim is not ours any more."""
        change = ItemUpdate(
            set={
                "status": delivery.status,
                "sent_at": rfc3339(delivery.sent_at) if delivery.sent_at else None,
                "message_id": delivery.message_id,
                "reason": delivery.reason,
            },
            condition=is_mine,
            values={":mine": delivery.claim_id},
        )
        return self._change(delivery, change)

    def _change(self, delivery: Delivery, change: ItemUpdate) -> Delivery | None:
        key = _delivery_key(delivery.session_hash, delivery.kind)
        try:
            return entity_of(Delivery, self._database.update(self._table, key, change), self._table)
        except ConditionsFailedError:
            return None

    def release(self, delivery: Delivery) -> None:
        """Give a claim back: the e-mail was certainly not sent and may be tried again."""
        key = _delivery_key(delivery.session_hash, delivery.kind)
        try:
            self._database.delete(self._table, key, is_mine, {":mine": delivery.claim_id})
        except ConditionsFailedError:
            return

    def erase(self, session_hash: str) -> None:
        """Remove a session with all its parts: its turns and its e-mails."""
        parts = self._database.query_all(self._table, Key("session_hash").eq(session_hash), ConsistentRead=True)
        for part in parts:
            self._database.delete(self._table, {"session_hash": session_hash, "part": part["part"]})

    def mails(self, session_hash: str) -> Iterator[Delivery]:
        """All e-mails of one session, as they stood a moment ago."""
        wanted = Key("session_hash").eq(session_hash) & Key("part").begins_with("MAIL#")
        found = self._database.query_all(self._table, wanted)
        yield from readable_ones(Delivery, found, self._table)

    def deliveries_of(self, wanted: Sequence[tuple[str, str]]) -> list[Delivery | None]:
        """The e-mails of these sessions and kinds, in the order asked; one round trip for each hundred."""
        found: list[Item | None] = []
        for start in range(0, len(wanted), 100):
            keys = [_delivery_key(session_hash, kind) for session_hash, kind in wanted[start : start + 100]]
            found += self._database.get_many((self._table, key) for key in keys)
        return [readable(Delivery, item, self._table) for item in found]

    def deliveries(self, session_hashes: Iterable[str], kind: str = INVITATION) -> list[Delivery | None]:
        """The e-mails of one kind for several sessions, in the order asked, in one round trip."""
        items = self._database.get_many((self._table, _delivery_key(found, kind)) for found in session_hashes)
        return [readable(Delivery, item, self._table) for item in items]
