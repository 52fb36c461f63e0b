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
    """As the browser knows it, in base64url."""
    public_key: str
    """COSE, in base64url."""
    sign_count: int
    """How often the authenticator says that it signed; 0 for those that do not count."""
    name: str
    created_at: UtcTime
    last_used_at: UtcTime | None = None
