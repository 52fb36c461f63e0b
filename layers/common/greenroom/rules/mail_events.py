"""Converts SES's events about e-mails, as documented for event publishing. The result has no address."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from greenroom.models.mail_event import MailEvent

TAKEN = frozenset({"Send", "Delivery"})
FAILING = frozenset({"Bounce", "Complaint", "Reject", "Rendering Failure"})

ASK = "Correct it and send the e-mail again."
PERMANENT = {
    "NoEmail": f"The address does not exist. {ASK}",
    "General": f"The address does not exist, or its mail server refuses the e-mail for good. {ASK}",
    "Suppressed": "The address refused mail before, so the mail provider sends nothing to it. Use another address, or "
    "ask your administrator to take it off the suppression list.",
}
PERMANENT["OnAccountSuppressionList"] = PERMANENT["UnsubscribedRecipient"] = PERMANENT["Suppressed"]
TRANSIENT = {
    "MailboxFull": "The mailbox is full. Try again later, or use another address.",
    "MessageTooLarge": "The receiving mail server takes no e-mail of this size.",
    "ContentRejected": "The receiving mail server refused the content of the e-mail.",
    "AttachmentRejected": "The receiving mail server refused the calendar entry attached to the e-mail.",
    "CustomTimeoutExceeded": "The receiving mail server could not be reached in time. Try again later.",
}
NOT_ARRIVED = "The receiving mail server did not take the e-mail. Try again later, or use another address."
COMPLAINED = (
    "The recipient marked the e-mail as spam. Nothing more will reach this address until the mail provider is asked to."
)
REJECTED = "The mail provider refused to send the e-mail because of its content. Ask your administrator."
NOT_MADE = "The mail provider could not put the e-mail together. Ask your administrator."


class MailEventError(Exception):
    """An event that does not have the form that SES documents.

    The message has no values of the event, which may be personal addresses.
    """


def mail_event(told: Mapping[str, Any]) -> MailEvent | None:
    """Convert an SES event; None if it is not about an interview's e-mail, or not about its delivery.

    Raises MailEventError.
    """
    try:
        return _read(told)
    except (AttributeError, LookupError, OverflowError, TypeError, ValueError) as error:
        raise MailEventError(f"an event of SES can not be read: {type(error).__name__}") from None


def _read(told: Mapping[str, Any]) -> MailEvent | None:
    kind, mail = told.get("eventType"), told.get("mail", {})
    tags = {name: values[0] for name, values in mail.get("tags", {}).items() if values}
    if kind not in TAKEN | FAILING or not {"org_id", "interview_id", "version"} <= tags.keys():
        return None
    failure = _failure(kind, told) if kind in FAILING else None
    if kind in FAILING and failure is None:
        return None
    sent_at = _time(mail["timestamp"])
    return MailEvent(
        org_id=tags["org_id"],
        interview_id=tags["interview_id"],
        version=int(tags["version"]),
        claim_id=tags.get("claim_id"),
        trace_id=tags.get("trace_id"),
        message_id=mail["messageId"],
        sent_at=sent_at,
        happened_at=_happened_at(kind, told) or sent_at,
        failure=failure,
    )


def _failure(kind: str, told: Mapping[str, Any]) -> str | None:
    if kind == "Bounce":
        return _bounce(told["bounce"])
    return {"Complaint": COMPLAINED, "Reject": REJECTED}.get(kind, NOT_MADE)


def _bounce(bounce: Mapping[str, Any]) -> str | None:
    subtype = bounce.get("bounceSubType", "")
    if bounce["bounceType"] == "Permanent":
        return PERMANENT.get(subtype, PERMANENT["General"])
    if subtype in TRANSIENT:
        return TRANSIENT[subtype]
    # SES passes on automatic replies ("I am on holiday") as transient bounces too; only a mail server's own report of
    # a failure (RFC 3464) names the action.
    reported = any(one.get("action") == "failed" for one in bounce.get("bouncedRecipients", []))
    return NOT_ARRIVED if reported else None


def _happened_at(kind: str, told: Mapping[str, Any]) -> datetime | None:
    details = told.get(kind.lower())
    moment = details.get("timestamp") if isinstance(details, Mapping) else None
    return _time(moment) if moment else None


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text).astimezone(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
