"""A candidate signs in to their own list: a link by e-mail that opens once, then a sign-in that ends by itself.

Every request gets the same answer after the same work, so that it does not tell whether the address is known: another
function looks that up later, from a queue.
"""

import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import LinkExpiredError
from greenroom.identifiers import new_id
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.limit import ClientNetwork
from greenroom.models.sign_in import CandidateSignIn, LinkClaim, LinkRequest, SignInLink
from greenroom.usecases.limits import LINKS_FOR_AN_ADDRESS, LINKS_FROM_A_NETWORK, ONE_A_QUARTER, Limits
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.pseudonyms import Pseudonyms
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.members import Members
    from greenroom.adapters.own_records import OwnRecords
    from greenroom.adapters.sign_in_queue import SignInQueue
    from greenroom.adapters.sign_ins import SignIns
    from greenroom.mail.compose import ComposedMail

LINK_MINUTES = 15
LINK_LIVES = timedelta(minutes=LINK_MINUTES)
SIGN_IN_LASTS = timedelta(minutes=30)
TOKEN_BYTES = 32
SIGN_IN_PATH = "/dashboard/jobseeker/sign-in"
CONSOLE_SIGN_IN_PATH = "/console/sign-in"
CANNOT_BE_OPENED = "This link was opened before, or it is older than 15 minutes. Ask for a new one."
LEFT_AT_LEAST = timedelta(minutes=5)
"""The time that a link must still be valid to be sent again; else a new one is made."""
CANDIDATES_LOOKED_AT = 25
SENDER_IS_GONE_AFTER = timedelta(seconds=60)
"""A sender has 20 seconds; the queue delivers again after 120."""


def secret_hash(secret: str) -> str:
    """The hash that a token or a cookie is stored under."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def ask_for_link(
    address: str,
    network: ClientNetwork,
    *,
    wants_console: bool = False,
    limits: Limits,
    queue: "SignInQueue",
    now: datetime,
) -> None:
    """Queue a request for a link, unless there were too many. The person who asks cannot tell which happened.

    One request for an address is queued in each quarter of an hour, however often others ask for the same address, so
    that its owner always has a valid link in their mail. Raises BusyError.
    """
    if not limits.let_network("ASK", network, LINKS_FROM_A_NETWORK, now):
        return
    address_key = limits.pseudonyms.of_address(address)
    is_let = limits.let_address("ASK", address_key, LINKS_FOR_AN_ADDRESS, now)
    if not is_let and not limits.let_address("ASK_AGAIN", address_key, (ONE_A_QUARTER,), now):
        return
    request_id = new_id("ask")
    queue.put(LinkRequest(request_id=request_id, address=address.strip(), asked_at=now, wants_console=wants_console))


class Sent(StrEnum):
    """The result of a request."""

    SENT = "SENT"
    NOBODY = "NOBODY"
    TOO_LATE = "TOO_LATE"
    REPEATED = "REPEATED"
    REFUSED = "REFUSED"
    UNKNOWN = "UNKNOWN"


def send_link(
    request: LinkRequest,
    *,
    own_records: "OwnRecords",
    members: "Members",
    sign_ins: "SignIns",
    pseudonyms: Pseudonyms,
    links: LinkMaker,
    mailer: "Mailer",
    portal_url: Callable[[], str],
    now: datetime,
) -> Sent:
    """Send a one-time link if the address is known. A repeated delivery of the request sends no second e-mail.

    A second request within a quarter of an hour sends the same link again, if it was not opened yet.

    The e-mail goes to the address as the recruiter wrote it, never as it was typed in the request, because two
    addresses that compare as equal may be two mailboxes. An e-mail whose sender died is sent again: it may then come
    twice, but each link opens once. Raises MailNotSentError if it was not sent or is being sent, so that a later
    delivery may send it.
    """
    if now > request.asked_at + LINK_LIVES:
        return Sent.TOO_LATE
    address_key = pseudonyms.of_address(request.address)
    if request.wants_console:
        address = next((member.email for member in members.of_address(address_key)), None)
    else:
        found = own_records.candidates(own_records.keys_of(address_key)[:CANDIDATES_LOOKED_AT])
        address = next((one.email for one in found if pseudonyms.of_address(one.email) == address_key), None)
    if address is None:
        return Sent.NOBODY
    until = request.asked_at + LINK_LIVES
    claim = _claimed(request, until, sign_ins, now)
    if claim.is_answered:
        return Sent.REPEATED
    try:
        token, link = _open_link(request, address_key, sign_ins, links, now)
        mail = _mail(address, token, portal_url(), mailer.sender_address, link, now)
        sent = _send(mail, mailer)
    except MailNotSentError:
        sign_ins.release(claim)
        raise
    sign_ins.change_claim(claim, claim.changed(is_answered=True), until)
    return sent


def _claimed(request: LinkRequest, until: datetime, sign_ins: "SignIns", now: datetime) -> LinkClaim:
    """The claim of a request: by this process, or by the process that answered it before.

    Raises MailNotSentError while another process answers it.
    """
    mine = LinkClaim(request_id=request.request_id, claim_id=new_id("claim"), claimed_at=now)
    found = sign_ins.claim(mine, until)
    if found.claim_id == mine.claim_id or found.is_answered:
        return found
    is_gone = now - found.claimed_at >= SENDER_IS_GONE_AFTER
    if is_gone and sign_ins.change_claim(found, mine, until):
        return mine
    raise MailNotSentError("Another delivery of this request is being answered.")


def _open_link(
    request: LinkRequest, address_key: str, sign_ins: "SignIns", links: LinkMaker, now: datetime
) -> tuple[str, SignInLink]:
    """The token and the link of this quarter of an hour that was not opened yet, or of a new link.

    A link is valid for longer than its quarter of an hour, so that the newest e-mail's link works until another may be
    sent.
    """
    whose = f"{'console' if request.wants_console else 'list'}|{address_key}|{ONE_A_QUARTER.window_of(now)[0]}"
    for number in count():
        token = links.sign_in_token(f"{whose}|{number}", now)
        link = SignInLink(
            link_hash=secret_hash(token),
            address_key=address_key,
            expires_at=now + LINK_LIVES,
            opens_console=request.wants_console,
        )
        stored = sign_ins.offer(link)
        if stored.used_for is None and stored.expires_at - now >= LEFT_AT_LEAST:
            return token, stored
    raise AssertionError("numbers do not end")


def _mail(
    address: str, token: str, portal_url: str, sender_address: str, link: SignInLink, now: datetime
) -> "ComposedMail":
    from greenroom.mail import compose  # noqa: PLC0415 (needed only where a link is really sent)

    portal, minutes = portal_url.rstrip("/"), int((link.expires_at - now).total_seconds()) // 60
    if not link.opens_console:
        target = f"{portal}{SIGN_IN_PATH}?token={token}"
        return compose.sign_in(address, target, sender_address, valid_minutes=minutes)
    target = f"{portal}{CONSOLE_SIGN_IN_PATH}/open?token={token}"
    sign_in = f"{portal}{CONSOLE_SIGN_IN_PATH}"
    return compose.console_link(address, target, sign_in, sender_address, valid_minutes=minutes)


def _send(mail: "ComposedMail", mailer: "Mailer") -> Sent:
    try:
        mailer.send(mail)
    except MailRefusedError:
        return Sent.REFUSED
    except MailOutcomeUnknownError:
        # The e-mail may have been delivered. A person who gets none can ask again.
        return Sent.UNKNOWN
    return Sent.SENT


class SignedIn(NamedTuple):
    """A new sign-in. Its secret goes into the cookie, and is not stored."""

    secret: str
    sign_in: CandidateSignIn


def redeem(token: str, *, sign_ins: "SignIns", now: datetime) -> SignedIn:
    """Sign in by a link, once. Raises LinkExpiredError alike for a link that is unknown, used or too old; or
    BusyError."""
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    visit_hash = secret_hash(secret)

    def attempt() -> CandidateSignIn:
        link = sign_ins.link(secret_hash(token))
        if link is None or link.opens_console or now >= link.expires_at or link.used_for not in {None, visit_hash}:
            raise LinkExpiredError(CANNOT_BE_OPENED)
        sign_in = CandidateSignIn(visit_hash=visit_hash, address_key=link.address_key, expires_at=now + SIGN_IN_LASTS)
        # This same request used the link and stored this sign-in, and its answer was lost.
        if link.used_for is None:
            sign_ins.redeem(link, sign_in)
        return sign_in

    return SignedIn(secret, repeated(attempt))


def sign_in_of(secret: str, *, sign_ins: "SignIns", now: datetime) -> CandidateSignIn | None:
    """The sign-in of a cookie; None if it has ended: one read."""
    found = sign_ins.signed_in(secret_hash(secret))
    return found if found is not None and now < found.expires_at else None


def sign_out(secret: str, *, sign_ins: "SignIns") -> None:
    """End a sign-in. A sign-in that has ended is not changed."""
    sign_ins.leave(secret_hash(secret))
