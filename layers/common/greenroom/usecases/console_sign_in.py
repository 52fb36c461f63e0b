"""A member signs in to the console: a one-time link by e-mail, then a session that ends by itself.

Every request gets the same answer after the same work, as on a candidate's own list: the address is looked up later.
"""

import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import LinkExpiredError
from greenroom.models.member import ConsoleSession, Member, MemberStatus, SignedInMember
from greenroom.usecases.editing import edit
from greenroom.usecases.retry import repeated
from greenroom.usecases.signing_in import CANNOT_BE_OPENED, CONSOLE_SIGN_IN_PATH, TOKEN_BYTES, secret_hash

if TYPE_CHECKING:
    from greenroom.adapters.console_sessions import ConsoleSessions
    from greenroom.adapters.members import Members

OPEN_LINK_PATH = f"{CONSOLE_SIGN_IN_PATH}/open"
IDLE = timedelta(hours=12)
LASTS = timedelta(days=30)
MOVES_ON_AFTER = timedelta(minutes=15)
"""The precision of a session's last use: storing it at each request would add a write to each page."""
NO_MEMBER = "This address is a member of no organisation any more. Ask an admin to invite you."


class OpenedSession(NamedTuple):
    """A new session. Its secret goes into the cookie, and is not stored."""

    secret: str
    session: ConsoleSession
    memberships: int


def open_console_link(token: str, *, sessions: "ConsoleSessions", members: "Members", now: datetime) -> OpenedSession:
    """Begin a session by a link, which then no longer works. It is for the first of the address's organisations.

    Raises LinkExpiredError alike for a link that is unknown, used, too old or a candidate's, and if the address belongs
    to no member any more; or BusyError.
    """
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    session_hash = secret_hash(secret)

    def attempt() -> OpenedSession:
        link = sessions.link(secret_hash(token))
        if link is None or not link.opens_console or now >= link.expires_at:
            raise LinkExpiredError(CANNOT_BE_OPENED)
        if link.used_for not in {None, session_hash}:
            raise LinkExpiredError(CANNOT_BE_OPENED)
        memberships = members.of_address(link.address_key)
        if not memberships:
            raise LinkExpiredError(NO_MEMBER)
        session = new_session(session_hash, link.address_key, memberships[0], now)
        # This same request used the link and stored this session, and its answer was lost.
        if link.used_for is None:
            sessions.redeem(link, session)
        _note_first_sign_in(memberships[0], members, now)
        return OpenedSession(secret, session, len(memberships))

    return repeated(attempt)


def choose_organisation(
    org_id: str, *, session: ConsoleSession, sessions: "ConsoleSessions", members: "Members", now: datetime
) -> ConsoleSession:
    """Switch a session to another organisation of the same address.

    Raises LinkExpiredError if the address has no member there; or BusyError.
    """
    chosen = next((one for one in members.of_address(session.address_key) if one.org_id == org_id), None)
    if chosen is None:
        raise LinkExpiredError(NO_MEMBER)
    turned = session.changed(org_id=chosen.org_id, member_id=chosen.member_id)
    sessions.store(turned)
    _note_first_sign_in(chosen, members, now)
    return turned


def signed_in_member(
    secret: str, org_id: str, member_id: str, *, sessions: "ConsoleSessions", now: datetime
) -> SignedInMember | None:
    """The member of a cookie's session; None if the session has ended. One round trip, and a write each 15 minutes of
    use."""
    found = sessions.find(secret_hash(secret), org_id, member_id)
    if found is None or not found.session.is_open_to(found.member, now):
        return None
    if found.session.expires_at - now < IDLE - MOVES_ON_AFTER:
        sessions.move_on(found.session, now + IDLE)
    return found


def end_session(session: ConsoleSession, *, sessions: "ConsoleSessions") -> None:
    """End a session. A session that has ended is not changed. Raises BusyError."""
    sessions.end(session)


def new_session(session_hash: str, address_key: str, member: Member, now: datetime) -> ConsoleSession:
    """A session that begins now."""
    return ConsoleSession(
        session_hash=session_hash,
        address_key=address_key,
        org_id=member.org_id,
        member_id=member.member_id,
        started_at=now,
        expires_at=now + IDLE,
        ends_at=now + LASTS,
    )


def _note_first_sign_in(member: Member, members: "Members", now: datetime) -> None:
    if member.status is MemberStatus.ACTIVE:
        return
    edit(
        lambda: members.get(member.org_id, member.member_id),
        lambda found: found.changed(status=MemberStatus.ACTIVE),
        members.replace,
        expected_version=None,
        now=now,
    )
