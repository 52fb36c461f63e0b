"""A passkey: a public key by which a member signs in, while the private one never leaves the member's device."""

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity

MOST_PASSKEYS = 10
"""Of one member."""


class Passkey(Entity):
    org_id: str
    member_id: str
    passkey_id: str
    """The SHA-256 of the credential's id: short enough for a key, whatever an authenticator chooses."""
    credential_id: str
    """The browser's id of the passkey, in base64url."""
    public_key: str
    """COSE, in base64url."""
    sign_count: int
    """The number of signatures by the authenticator's count; 0 if it does not count."""
    name: str
    created_at: UtcTime
    last_used_at: UtcTime | None = None
