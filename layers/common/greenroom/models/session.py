"""A session: what waits behind one link, for one version of a booking; and the e-mails that were sent for it."""

from enum import StrEnum

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity
from greenroom.models.interview import Appointment


class SessionStatus(StrEnum):
    SCHEDULED = "SCHEDULED"
    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    NO_SHOW = "NO_SHOW"
    CANCELLED = "CANCELLED"
    MOVED = "MOVED"


class Session(Appointment):
    """A session, stored under the SHA-256 of its key. A page needs only this item.

    Job description and résumé stand beside it, in an item of their own: a session costs the same however long they are.
    """

    session_hash: str
    status: SessionStatus = SessionStatus.SCHEDULED
    created_at: UtcTime
    joined_at: UtcTime | None = None
    consented_at: UtcTime | None = None
    """The time when the candidate consented to storing answers; None if the consent was not asked for."""
    ended_at: UtcTime | None = None


class DeliveryStatus(StrEnum):
    CLAIMED = "CLAIMED"
    SENT = "SENT"
    FAILED = "FAILED"


class Delivery(Entity):
    """One e-mail of a session. Claimed before it is sent, so that two deliveries of one event send one e-mail."""

    session_hash: str
    kind: str
    """INVITATION, CANCELLATION, CLOSING, or REMINDER# and the minutes."""
    status: DeliveryStatus
    claim_id: str
    claimed_at: UtcTime
    sent_at: UtcTime | None = None
    message_id: str | None = None
    reason: str | None = None
