"""Passkeys of members: add one after a sign-in by e-mail, sign in with it, remove it.

Asking for a challenge stores nothing. The answer to a challenge is stored, once.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import ConditionsFailedError, InvalidStateError, LinkExpiredError, ValidationError
from greenroom.models.member import Member, SignedInMember
from greenroom.models.passkey import MOST_PASSKEYS, Passkey
from greenroom.rules.passkeys import (
    CHALLENGE_LIVES,
    NOT_TAKEN,
    RelyingParty,
    challenge_in,
    checked_registration,
    checked_sign_in,
    new_challenge,
    passkey_id_of,
    read_assertion,
    read_credential,
    refuse_other_challenge,
    registration_options,
    sign_in_options,
)
from greenroom.rules.secret_versions import Purpose, all_keys, newest_key
from greenroom.usecases.console_sign_in import OpenedSession, new_session
from greenroom.usecases.retry import repeated
from greenroom.usecases.signing_in import TOKEN_BYTES, secret_hash

if TYPE_CHECKING:
    from greenroom.adapters.members import Members
    from greenroom.adapters.passkeys import Passkeys

SIGN_IN = "sign in"
FRESH = timedelta(hours=1)
"""Adding a passkey needs a sign-in by e-mail within this time, because a passkey lasts longer than a session.

The sign-in proves that the member reads the address. A session begun by a passkey proves no such thing, or a device
that was borrowed once could add passkeys for ever.
"""
NOT_FRESH = "Sign out and in again by a link first: a passkey is added within an hour of that."
TOO_MANY = f"You have {MOST_PASSKEYS} passkeys. Remove one first."


def ask_to_sign_in(*, party: RelyingParty, secret_of_sign_ins: str, now: datetime) -> str:
    """Options for a sign-in by passkey, as JSON. They differ between people only in the challenge."""
    return sign_in_options(party, new_challenge(newest_key(secret_of_sign_ins, Purpose.PASSKEYS, now), SIGN_IN, now))


def sign_in_by_passkey(
    sent: str,
    *,
    party: RelyingParty,
    secret_of_sign_ins: str,
    passkeys: "Passkeys",
    members: "Members",
    now: datetime,
) -> OpenedSession:
    """Begin a session for the owner of a passkey.

    Raises LinkExpiredError for every answer that is not valid, without saying why, or BusyError.
    """
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        assertion = read_assertion(sent)
        refuse_other_challenge(assertion.challenge, all_keys(secret_of_sign_ins, Purpose.PASSKEYS), SIGN_IN, now)
        found = passkeys.with_member(assertion.org_id, assertion.member_id, passkey_id_of(assertion.credential_id))
        if found is None:
            raise LinkExpiredError(NOT_TAKEN)
        passkey, member = found
        sign_count = checked_sign_in(assertion, party, passkey.public_key, passkey.sign_count)
    except ValidationError as error:
        raise LinkExpiredError(NOT_TAKEN) from error
    session = new_session(secret_hash(secret), members.address_key(member.email), member, now).changed(by_passkey=True)
    challenge = _hash(assertion.challenge)

    def attempt() -> None:
        try:
            passkeys.sign_in(passkey, sign_count, session, challenge, now + CHALLENGE_LIVES)
        except ConditionsFailedError as refused:
            if not _is_used_for(session.session_hash, refused):
                raise LinkExpiredError(NOT_TAKEN) from refused

    repeated(attempt)
    return OpenedSession(secret, session, len(members.of_address(session.address_key)))


def ask_to_add(
    signed_in: SignedInMember, *, party: RelyingParty, secret_of_sign_ins: str, passkeys: "Passkeys", now: datetime
) -> str:
    """Options to create a passkey, as JSON. Raises InvalidStateError."""
    known = _refuse_to_add(signed_in, passkeys, now)
    member = signed_in.member
    challenge = new_challenge(newest_key(secret_of_sign_ins, Purpose.PASSKEYS, now), _purpose(signed_in), now)
    ids = [one.credential_id for one in known]
    return registration_options(party, challenge, _user_handle(member), member.email, member.name, ids)


def add_passkey(
    sent: str,
    name: str,
    *,
    signed_in: SignedInMember,
    party: RelyingParty,
    secret_of_sign_ins: str,
    passkeys: "Passkeys",
    now: datetime,
) -> Passkey:
    """Store a passkey that the member's device created. Raises ValidationError, InvalidStateError or BusyError."""
    _refuse_to_add(signed_in, passkeys, now)
    credential = read_credential(sent)
    challenge = challenge_in(credential)
    refuse_other_challenge(challenge, all_keys(secret_of_sign_ins, Purpose.PASSKEYS), _purpose(signed_in), now)
    made = checked_registration(credential, party, challenge)
    passkey = Passkey(
        org_id=signed_in.member.org_id,
        member_id=signed_in.member.member_id,
        passkey_id=passkey_id_of(made.credential_id),
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        name=name or "Passkey",
        created_at=now,
    )

    def attempt() -> None:
        try:
            passkeys.add(passkey, _hash(challenge), now + CHALLENGE_LIVES)
        except ConditionsFailedError as refused:
            if not _is_used_for(passkey.passkey_id, refused):
                raise ValidationError(NOT_TAKEN) from refused

    repeated(attempt)
    return passkey


def remove_passkey(passkey_id: str, *, member: Member, passkeys: "Passkeys") -> None:
    """Remove one of the member's own passkeys. A repetition changes nothing. Raises BusyError."""
    passkeys.remove(member.org_id, member.member_id, passkey_id)


def _refuse_to_add(signed_in: SignedInMember, passkeys: "Passkeys", now: datetime) -> list[Passkey]:
    if signed_in.session.by_passkey or now - signed_in.session.started_at > FRESH:
        raise InvalidStateError(NOT_FRESH)
    known = passkeys.of_member(signed_in.member)
    if len(known) >= MOST_PASSKEYS:
        raise InvalidStateError(TOO_MANY)
    return known


def _is_used_for(name: str, refused: ConditionsFailedError) -> bool:
    """Whether this same call used up the challenge before, in a write whose answer was lost."""
    return bool((refused.found.get("challenge") or {}).get("used_for") == name)


def _purpose(signed_in: SignedInMember) -> str:
    """The purpose of a challenge, bound to this session: a challenge made for another session adds nothing here."""
    return f"add {signed_in.session.session_hash}"


def _user_handle(member: Member) -> str:
    """Identifies the owner when the passkey is used. Under 64 bytes, and only ids, because devices store it."""
    return f"{member.org_id}.{member.member_id}"


def _hash(challenge: bytes) -> str:
    return hashlib.sha256(challenge).hexdigest()
