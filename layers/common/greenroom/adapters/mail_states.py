"""The states of a session's e-mails after sending, which the mail provider's events change."""

from typing import NamedTuple

from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database, ItemUpdate, Transaction
from greenroom.adapters.schedule_items import SESSION_PART, log_item
from greenroom.adapters.unreadable import entity_of, readable_ones
from greenroom.clock import rfc3339
from greenroom.errors import ConditionsFailedError
from greenroom.models.audit import LogEntry
from greenroom.models.mail_event import MailEvent
from greenroom.models.session import Delivery, DeliveryStatus, Session
from greenroom.settings import Tables

MAIL = "MAIL#"


class SessionMails(NamedTuple):
    """A session and all e-mails that were sent, or tried, for it."""

    session: Session | None
    deliveries: list[Delivery]


class MailStates:
    """The e-mails in the table of sessions."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._sessions = tables.sessions
        self._logs = tables.logs

    def correspondence(self, session_hash: str) -> SessionMails:
        """All of a session's e-mails."""
        session, deliveries = None, list[Delivery]()
        of_session = Key("session_hash").eq(session_hash)
        for item in self._database.query_all(self._sessions, of_session, ConsistentRead=True):
            if item["part"] == SESSION_PART:
                session = entity_of(Session, item, self._sessions)
            elif item["part"].startswith(MAIL):
                deliveries += readable_ones(Delivery, [item], self._sessions)
        return SessionMails(session, deliveries)

    def taken(self, delivery: Delivery, event: MailEvent) -> None:
        """Settle a claimed e-mail that the provider took, unless it was settled or claimed anew."""
        change = ItemUpdate(
            set={"status": DeliveryStatus.SENT, "sent_at": rfc3339(event.sent_at), "message_id": event.message_id},
            remove=("reason",),
            condition="#claim_id = :claim AND #status = :claimed",
            values={":claim": delivery.claim_id, ":claimed": DeliveryStatus.CLAIMED},
        )
        try:
            self._database.update(self._sessions, _key(delivery), change)
        except ConditionsFailedError:
            return

    def failed(self, deliveries: list[Delivery], event: MailEvent, entries: tuple[LogEntry, ...]) -> None:
        """The log entries, and these e-mails FAILED if they stand as they were read: all or nothing.

        Raises ConditionsFailedError or ContentionError.
        """
        write = self._database.transaction()
        write.put("log", self._logs, log_item(*entries), "attribute_not_exists(#interview_key)")
        for delivery in deliveries:
            self._fail(write, delivery, event)
        write.commit()

    def _fail(self, write: Transaction, delivery: Delivery, event: MailEvent) -> None:
        values = {":claim": delivery.claim_id, ":status": delivery.status}
        change = ItemUpdate(
            # Another claim than the sender's, so that a slow sender's "sent" does not overwrite this.
            set={
                "status": DeliveryStatus.FAILED,
                "reason": event.failure,
                "message_id": event.message_id,
                "claim_id": f"failed_{event.message_id}",
            },
            condition="#claim_id = :claim AND #status = :status",
            values=values,
        )
        write.update(f"mail {delivery.kind}", self._sessions, _key(delivery), change)


def _key(delivery: Delivery) -> dict[str, str]:
    return {"session_hash": delivery.session_hash, "part": f"{MAIL}{delivery.kind}"}
