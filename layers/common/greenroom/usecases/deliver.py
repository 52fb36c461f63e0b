"""Send one e-mail once: claim, send, settle. SES has no idempotency token, so the claim decides who sends."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from copy import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from greenroom.identifiers import new_id
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import GREENROOM
from greenroom.models.interview import Booking
from greenroom.models.session import Delivery, DeliveryStatus

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions
    from greenroom.mail.compose import ComposedMail

type Following = Callable[[str | None], AbstractContextManager[None]]
"""Within it, work is for another trace."""


class UnsentMail(NamedTuple):
    """An e-mail that must be sent once: its session, its kind, and a function that makes it."""

    session_hash: str
    kind: str
    compose: Callable[[], "ComposedMail"]


def deliver(mail: UnsentMail, *, sessions: "Sessions", mailer: "Mailer", now: datetime) -> Delivery:
    """Send an e-mail unless another process is sending it or has sent it.

    If it is unknown whether the provider accepted it, the claim stays, and the sweeper settles it after 15 minutes.
    Raises MailNotSentError if it was certainly not sent and a later attempt may send it.
    """
    claim_id = new_id("claim")
    claimed = sessions.claim(mail.session_hash, mail.kind, claim_id, now)
    if claimed.claim_id != claim_id:
        return claimed
    return send_claimed(mail, claimed, sessions=sessions, mailer=mailer, now=now)


def send_claimed(
    mail: UnsentMail, claimed: Delivery, *, sessions: "Sessions", mailer: "Mailer", now: datetime
) -> Delivery:
    """Send an e-mail that this process has claimed, and store the result."""
    try:
        composed = mail.compose()
        # The provider's events name the claim. By it the e-mail is found if the sender died before it stored the
        # provider's id.
        message_id = mailer.send(replace(composed, tags={**composed.tags, "claim_id": claimed.claim_id}))
    except MailRefusedError as refused:
        ended = claimed.changed(status=DeliveryStatus.FAILED, reason=str(refused), sent_at=None)
    except MailOutcomeUnknownError:
        return claimed
    except MailNotSentError:
        sessions.release(claimed)
        raise
    else:
        ended = claimed.changed(status=DeliveryStatus.SENT, sent_at=now, message_id=message_id, reason=None)
    return sessions.note_outcome(ended) or claimed


def delivery_entry(booking: Booking, delivery: Delivery) -> LogEntry | None:
    """The log entry of a booking's e-mail: see `outcome_entry`."""
    return outcome_entry(booking.org_id, booking.interview_id, booking.version, delivery)


def log_delivery(booking: Booking, delivery: Delivery, schedule: "Schedule") -> None:
    """Write the result of a booking's e-mail to the log, if it was sent or failed for good."""
    if entry := delivery_entry(booking, delivery):
        schedule.log(entry)


def outcome_entry(org_id: str, interview_id: str, version: int, delivery: Delivery) -> LogEntry | None:
    """The log entry of an e-mail that was sent or failed for good. It is the same each time, so that it is stored
    once."""
    actions = {DeliveryStatus.SENT: Action.EMAIL_SENT, DeliveryStatus.FAILED: Action.EMAIL_FAILED}
    if delivery.status not in actions:
        return None
    return LogEntry(
        org_id=org_id,
        interview_id=interview_id,
        at=delivery.sent_at or delivery.claimed_at,
        action=actions[delivery.status],
        actor=GREENROOM,
        reason=delivery.reason,
        new={"kind": delivery.kind, "version": version},
    )
