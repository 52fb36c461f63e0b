"""An e-mail as bytes (RFC 5322, MIME), whatever the names in it hold."""

import base64
import quopri
import re
from collections.abc import Mapping, Sequence
from copy import replace
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import Header
from email.headerregistry import Address
from email.utils import formataddr, quote
from enum import StrEnum
from typing import NamedTuple

from greenroom.mail.addresses import NOT_VALID, as_sent
from greenroom.mail.content import MailContent, one_line
from greenroom.mail.delivery_errors import MailRefusedError
from greenroom.mail.render import as_html, as_text

NAME_LIMIT = 100
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")


class MailKind(StrEnum):
    INVITATION = "INVITATION"
    TIME_INVITATION = "TIME_INVITATION"
    RESCHEDULED = "RESCHEDULED"
    CLOSING = "CLOSING"
    CANCELLATION = "CANCELLATION"
    REMINDER = "REMINDER"
    SIGN_IN = "SIGN_IN"
    WEBHOOK_DISABLED = "WEBHOOK_DISABLED"


@dataclass(frozen=True)
class ComposedMail:
    """An e-mail that is ready to go; `message` is the whole of it."""

    to: str
    sender: str
    """The sender as people see it: `Acme Hiring <interviews@example.com>`."""
    reply_to: str | None
    subject: str
    message: bytes = field(repr=False)
    kind: MailKind
    tags: Mapping[str, str]
    """The tags by which the provider's events about this e-mail are recognised."""

    @property
    def sender_address(self) -> str:
        """The address alone, without the name."""
        return self.sender.rpartition("<")[2].removesuffix(">")

    def sent_instead_to(self, address: str) -> "ComposedMail":
        """A copy to another address, whose subject names the original one.

        Raises MailRefusedError for an invalid address.
        """
        recipient = mailbox(address)
        subject = header_text(f"[Test, for {self.to}] {self.subject}", 700)
        head, body = self.message.split(b"\r\nAuto-Submitted:", 1)
        kept = [line for line in _unfolded(head) if not line.startswith(("Subject:", "To:"))]
        lines = [*kept, f"Subject: {_encoded('Subject', subject)}", f"To: {_addressed('To', recipient)}"]
        message = "\r\n".join(lines).encode("ascii") + b"\r\nAuto-Submitted:" + body
        return replace(self, to=recipient.addr_spec, subject=subject, message=message)


class Sender(NamedTuple):
    name: str
    address: str
    reply_to: str | None = None
    reply_to_name: str | None = None


class CalendarPart(NamedTuple):
    """A calendar entry and its METHOD."""

    entry: bytes
    method: str


def header_text(value: str, limit: int) -> str:
    """A value for a header: one line, without encoded words that a mail client would decode (RFC 2047)."""
    return one_line(value, limit).replace("=?", "= ?")


def mailbox(address: str, name: str = "") -> Address:
    """An address for a header. Raises MailRefusedError for an invalid address."""
    sent_to = as_sent(address)
    try:
        return Address(header_text(name, NAME_LIMIT), addr_spec=sent_to)
    except (ValueError, IndexError, HeaderParseError) as error:
        raise MailRefusedError(NOT_VALID) from error


def composed(
    content: MailContent,
    kind: MailKind,
    subject: str,
    to: tuple[str, str],
    sender: Sender,
    tags: Mapping[str, str],
    calendar: CalendarPart | None = None,
) -> ComposedMail:
    """The content as an e-mail to (address, name). Raises MailRefusedError for an invalid address."""
    subject = header_text(subject, 700)
    recipient, origin = mailbox(*to), mailbox(sender.address, sender.name)
    headers = {"Subject": _encoded("Subject", subject), "From": _addressed("From", origin)}
    headers["To"] = _addressed("To", recipient)
    if sender.reply_to:
        headers["Reply-To"] = _addressed("Reply-To", mailbox(sender.reply_to, sender.reply_to_name or ""))
    # Asks mail systems not to answer automatically (RFC 3834).
    headers["Auto-Submitted"] = "auto-generated"
    texts = [_text("plain", as_text(content)), _text("html", as_html(content, subject))]
    body = _with_calendar(texts, calendar) if calendar else _multipart("alternative", texts)
    return ComposedMail(
        to=recipient.addr_spec,
        sender=str(origin),
        reply_to=sender.reply_to,
        subject=subject,
        message=_with_headers(headers, b"MIME-Version: 1.0\r\n" + body),
        kind=kind,
        tags=tags,
    )


def _unfolded(head: bytes) -> list[str]:
    """The headers one by one. A long header keeps its continuation lines."""
    return re.split(r"\r\n(?![ \t])", head.decode("ascii"))


def _encoded(name: str, value: str) -> str:
    """The value of a header, folded. EmailMessage's own folding adds spaces between encoded words (Python 3.13)."""
    charset = "us-ascii" if value.isascii() else "utf-8"
    return Header(value, charset, header_name=name).encode(linesep="\r\n")


def _addressed(name: str, mailbox: Address) -> str:
    display_name, address = mailbox.display_name, mailbox.addr_spec
    if display_name.isascii():
        return _quoted(display_name, address)
    return f"{_encoded(name, display_name)} <{address}>"


def _quoted(display_name: str, address: str) -> str:
    """Name and address. A name of more than letters, digits and spaces is quoted: some servers refuse an apostrophe
    outside of quotes, though RFC 5322 allows it there.
    """
    if not display_name or _PLAIN_NAME.fullmatch(display_name):
        return formataddr((display_name, address))
    return f'"{quote(display_name)}" <{address}>'


def _with_headers(headers: Mapping[str, str], body: bytes) -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    return lines.encode("ascii") + body


def _text(subtype: str, text: str, parameters: str = "") -> bytes:
    """A part in 7 bits and short lines, so that it passes every relay unchanged."""
    body = quopri.encodestring(text.encode())
    return _part(f'text/{subtype}; charset="utf-8"{parameters}', "quoted-printable", body)


def _part(content_type: str, encoding: str, body: bytes, more: str = "") -> bytes:
    headers = f"Content-Type: {content_type}\r\nContent-Transfer-Encoding: {encoding}\r\n{more}\r\n"
    return headers.encode("ascii") + body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """Parts under one Content-Type. The boundary needs no search for a line that equals it: neither quoted-printable
    nor base64 ever holds `=_` (RFC 2045, section 6.7), and a multipart within is of another subtype."""
    boundary = f"=_{subtype}"
    begin, end = f"\r\n--{boundary}\r\n".encode("ascii"), f"\r\n--{boundary}--\r\n".encode("ascii")
    headers = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n'.encode("ascii")
    return headers + begin + begin.join(parts) + end


def _with_calendar(texts: Sequence[bytes], calendar: CalendarPart) -> bytes:
    """The entry twice: as an alternative, which clients show as an invitation, and as a file, for all other clients."""
    shown = _text("calendar", calendar.entry.decode(), f'; method="{calendar.method}"; name="invite.ics"')
    disposition = 'Content-Disposition: attachment; filename="invite.ics"\r\n'
    file = _part("application/ics", "base64", base64.encodebytes(calendar.entry), disposition)
    return _multipart("mixed", [_multipart("alternative", [*texts, shown]), file])
