"""An e-mail as bytes (RFC 5322, MIME), whatever the names in it hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

from greenroom.mail.delivery_errors import MailRefusedError
from greenroom.mail.letter import Letter, one_line
from greenroom.mail.render import as_html, as_text

# 7-bit bodies arrive unchanged through every relay.
_POLICY = SMTP.clone(cte_type="7bit")
NAME_LIMIT = 100


class MailKind(StrEnum):
    INVITATION = "INVITATION"
    RESCHEDULED = "RESCHEDULED"
    CANCELLATION = "CANCELLATION"
    REMINDER = "REMINDER"
    SIGN_IN = "SIGN_IN"
    WEBHOOK_DISABLED = "WEBHOOK_DISABLED"


@dataclass(frozen=True)
class ComposedMail:
    """An e-mail that is ready to go; `message` is the whole of it."""

    to: str
    sender: str
    """As people see it: `Acme Hiring <interviews@example.com>`."""
    reply_to: str | None
    subject: str
    message: bytes = field(repr=False)
    kind: MailKind
    tags: Mapping[str, str]
    """What the provider's events about this e-mail are recognised by."""


@dataclass(frozen=True)
class Sender:
    name: str
    address: str
    reply_to: str | None = None


@dataclass(frozen=True)
class CalendarPart:
    """A calendar entry and its METHOD."""

    entry: bytes
    method: str


def header_text(value: str, limit: int) -> str:
    """A value for a header: one line, and nothing that a reader would decode into more than one (RFC 2047)."""
    return one_line(value, limit).replace("=?", "= ?")


def mailbox(address: str, name: str = "") -> Address:
    """An address for a header. Raises MailRefusedError for one that no e-mail can be addressed to."""
    refused = MailRefusedError("The e-mail address is not valid. Correct it and send the e-mail again.")
    local, _, domain = address.strip().rpartition("@")
    if not (local and domain and local.isascii()):
        raise refused
    try:
        return Address(header_text(name, NAME_LIMIT), addr_spec=f"{local}@{_ascii_domain(domain)}")
    except (ValueError, IndexError, HeaderParseError) as error:
        raise refused from error


def _ascii_domain(domain: str) -> str:
    if domain.isascii():
        return domain
    import idna  # noqa: PLC0415 - few addresses need it, and its tables are large

    return idna.encode(domain, uts46=True).decode()


def composed(
    letter: Letter,
    kind: MailKind,
    subject: str,
    to: tuple[str, str],
    sender: Sender,
    tags: Mapping[str, str],
    calendar: CalendarPart | None = None,
) -> ComposedMail:
    """The letter as an e-mail to (address, name). Raises MailRefusedError for an address that cannot be one."""
    subject = header_text(subject, 700)
    recipient, origin = mailbox(*to), mailbox(sender.address, sender.name)
    message = EmailMessage(policy=_POLICY)
    message["Subject"] = subject
    message["From"] = origin
    message["To"] = recipient
    if sender.reply_to:
        message["Reply-To"] = mailbox(sender.reply_to)
    # No machine shall answer a machine (RFC 3834).
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(as_text(letter))
    message.add_alternative(as_html(letter, subject), subtype="html")
    if calendar:
        _add_calendar(message, calendar)
    return ComposedMail(
        to=recipient.addr_spec,
        sender=f"{origin.display_name} <{origin.addr_spec}>",
        reply_to=sender.reply_to,
        subject=subject,
        message=message.as_bytes(),
        kind=kind,
        tags=tags,
    )


def _add_calendar(message: EmailMessage, calendar: CalendarPart) -> None:
    """The entry twice: as an alternative, which clients show as an invitation, and as a file, for all others."""
    message.add_alternative(
        calendar.entry.decode(), subtype="calendar", params={"method": calendar.method, "name": "invite.ics"}
    )
    message.add_attachment(calendar.entry, maintype="application", subtype="ics", filename="invite.ics")
