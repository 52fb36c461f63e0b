"""An authenticator's data is accepted or refused, and an error in our own code is not treated as a refusal."""

import json
import secrets
from typing import Any

import cbor2
import pytest

from greenroom.errors import ValidationError
from greenroom.rules.passkeys import Assertion, RelyingParty, checked_registration, checked_sign_in
from tests.functional.authenticator import WITH_CREDENTIAL, Authenticator, encoded

PARTY = RelyingParty("portal.example.com", "https://portal.example.com")
CHALLENGE = secrets.token_bytes(40)


def sent(key: object, form: object, statement: dict[str, object]) -> Any:
    """A passkey for our challenge with a wrong key or attestation."""
    device = Authenticator(PARTY.origin, PARTY.rp_id)
    attested = bytes(16) + len(device.credential_id).to_bytes(2) + device.credential_id + cbor2.dumps(key)
    attestation = {"fmt": form, "attStmt": statement, "authData": device._data(WITH_CREDENTIAL) + attested}
    client_data = device._client_data("webauthn.create", encoded(CHALLENGE))
    response = {"clientDataJSON": encoded(client_data), "attestationObject": encoded(cbor2.dumps(attestation))}
    return json.loads(device._sent(response))


@pytest.mark.parametrize("key", [{}, 5, [], "x", None, {1: 2, 3: -7}])
@pytest.mark.parametrize(
    ("form", "statement"),
    [
        ("none", {}),
        ("packed", {"sig": b"x", "alg": -7}),
        ("packed", {"sig": b"x", "alg": -7, "x5c": [b"x"]}),
        ("android-safetynet", {"ver": "2.0", "response": 7}),
        ("tpm", {"ver": "2.0", "alg": -7, "sig": b"x", "x5c": 5, "certInfo": b"x", "pubArea": b"y"}),
        (5, {}),
    ],
)
def test_a_key_that_is_none_is_refused(key: object, form: object, statement: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="not taken"):
        checked_registration(sent(key, form, statement), PARTY, CHALLENGE)


def test_a_mistake_of_ours_is_no_refusal() -> None:
    assertion = Assertion("id", "org_1", "mem_1", CHALLENGE, {})
    with pytest.raises(AttributeError):
        checked_sign_in(assertion, None, "", 0)  # type: ignore[arg-type]
