"""Passkeys (WebAuthn level 3): challenges, and the check of an authenticator's signature.

A challenge contains its expiry and an HMAC, so it need not be stored. The caller who stores the result of a challenge
must make sure that it is used once.
"""

import hashlib
import hmac
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from greenroom.errors import ValidationError

CHALLENGE_LIVES = timedelta(minutes=5)
LONGEST_CREDENTIAL = 8_000
"""The maximum length of a browser's answer in characters. Real answers have some hundred."""
NOT_TAKEN = "This passkey was not taken. Try again, or use the link by e-mail."
_HANDLE = re.compile(r"(org_[a-z0-9]{1,40})\.(mem_[a-z0-9]{1,40})")
_RANDOM, _END, _CODE = 16, 8, 16

# The library's import takes a quarter of a second, so it is imported only where a passkey is used or added.
# ruff: noqa: PLC0415


class RelyingParty(NamedTuple):
    """The relying party: the portal's domain. A passkey is valid for one domain only."""

    rp_id: str
    origin: str


class NewCredential(NamedTuple):
    """A public key that an authenticator made."""

    credential_id: str
    public_key: str
    sign_count: int


class Assertion(NamedTuple):
    """A browser's answer to a sign-in challenge, not yet verified."""

    credential_id: str
    org_id: str
    member_id: str
    challenge: bytes
    sent: dict[str, Any]


def relying_party(portal_url: str) -> RelyingParty:
    """The portal's domain and origin."""
    parts = urlsplit(portal_url)
    return RelyingParty(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")


def new_challenge(key: str, purpose: str, now: datetime) -> bytes:
    """A challenge for one purpose, valid for five minutes."""
    head = secrets.token_bytes(_RANDOM) + int((now + CHALLENGE_LIVES).timestamp()).to_bytes(_END)
    return head + _code(key, purpose, head)


def refuse_other_challenge(challenge: bytes, keys: Iterable[str], purpose: str, now: datetime) -> None:
    """Raises ValidationError for a challenge that is forged, for another purpose, or expired."""
    head, code = challenge[: _RANDOM + _END], challenge[_RANDOM + _END :]
    is_ours = any(hmac.compare_digest(_code(key, purpose, head), code) for key in keys)
    if not is_ours or now.timestamp() >= int.from_bytes(head[_RANDOM:]):
        raise ValidationError(NOT_TAKEN)


def passkey_id_of(credential_id: str) -> str:
    """The key of a passkey in the database."""
    return hashlib.sha256(credential_id.encode()).hexdigest()


def registration_options(
    party: RelyingParty, challenge: bytes, user_handle: str, email: str, name: str, known: Sequence[str]
) -> str:
    """The options to make a passkey, as JSON. A device that has one of the `known` passkeys makes no second one."""
    from webauthn import base64url_to_bytes, generate_registration_options, options_to_json
    from webauthn.helpers.structs import (
        AuthenticatorSelectionCriteria,
        PublicKeyCredentialDescriptor,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options = generate_registration_options(
        rp_id=party.rp_id,
        rp_name="Greenroom",
        user_id=user_handle.encode(),
        user_name=email,
        user_display_name=name,
        challenge=challenge,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=base64url_to_bytes(one)) for one in known],
    )
    return options_to_json(options)


def sign_in_options(party: RelyingParty, challenge: bytes) -> str:
    """The options to sign in with any passkey that the user chooses, as JSON."""
    from webauthn import generate_authentication_options, options_to_json
    from webauthn.helpers.structs import UserVerificationRequirement

    required = UserVerificationRequirement.REQUIRED
    return options_to_json(
        generate_authentication_options(rp_id=party.rp_id, challenge=challenge, user_verification=required)
    )


def challenge_in(sent: dict[str, Any]) -> bytes:
    """The challenge that a browser's answer contains. Raises ValidationError."""
    from webauthn import base64url_to_bytes

    try:
        client_data = json.loads(base64url_to_bytes(sent["response"]["clientDataJSON"]))
        return bytes(base64url_to_bytes(client_data["challenge"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValidationError(NOT_TAKEN) from error


def read_credential(text: str) -> dict[str, Any]:
    """Parse a browser's new passkey, without verifying it. Raises ValidationError if it is too long or no object."""
    try:
        sent = json.loads(text) if len(text) <= LONGEST_CREDENTIAL else None
    except (ValueError, RecursionError):
        sent = None
    if not isinstance(sent, dict):
        raise ValidationError(NOT_TAKEN)
    return sent


def read_assertion(text: str) -> Assertion:
    """Parse a browser's answer to a sign-in challenge, without verifying it. Raises ValidationError."""
    from webauthn import base64url_to_bytes

    sent = read_credential(text)
    try:
        handle = _HANDLE.fullmatch(base64url_to_bytes(sent["response"]["userHandle"]).decode())
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ValidationError(NOT_TAKEN) from error
    if handle is None:
        raise ValidationError(NOT_TAKEN)
    return Assertion(str(sent.get("id")), handle[1], handle[2], challenge_in(sent), sent)


def checked_registration(sent: dict[str, Any], party: RelyingParty, challenge: bytes) -> NewCredential:
    """The public key that an authenticator made for this challenge. Raises ValidationError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from webauthn import verify_registration_response
    from webauthn.helpers import bytes_to_base64url

    # The library fails with other errors if fields of a key or of its certificates are missing.
    with _refused_as_not_taken(LookupError, TypeError, ValueError, AttributeError, UnsupportedAlgorithm):
        done = verify_registration_response(
            credential=sent,
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            require_user_verification=True,
        )
        return NewCredential(
            bytes_to_base64url(done.credential_id), bytes_to_base64url(done.credential_public_key), done.sign_count
        )


def checked_sign_in(assertion: Assertion, party: RelyingParty, public_key: str, sign_count: int) -> int:
    """Verify the signature of a challenge by this public key. Returns the passkey's new use count. Raises
    ValidationError."""
    from webauthn import base64url_to_bytes, verify_authentication_response

    with _refused_as_not_taken():
        done = verify_authentication_response(
            credential=assertion.sent,
            expected_challenge=assertion.challenge,
            expected_rp_id=party.rp_id,
            expected_origin=party.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=True,
        )
        return int(done.new_sign_count)


@contextmanager
def _refused_as_not_taken(*also: type[Exception]) -> Iterator[None]:
    """Turn every error of the library into the same refusal, because the cause would help only attackers."""
    from webauthn.helpers.exceptions import WebAuthnException

    refusals: tuple[type[Exception], ...] = (WebAuthnException, *also)
    try:
        yield
    except refusals as error:
        raise ValidationError(NOT_TAKEN) from error


def _code(key: str, purpose: str, head: bytes) -> bytes:
    return hmac.new(key.encode(), b"passkey challenge " + purpose.encode() + b" " + head, hashlib.sha256).digest()[
        :_CODE
    ]
