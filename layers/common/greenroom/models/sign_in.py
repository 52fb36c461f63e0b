"""How a candidate signs in to their own list: asks for a link, opens it once, and stays for a while."""

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class LinkRequest(Entity):
    """Somebody typed an address and asked for a link. Whether anybody knows the address is not known yet."""

    request_id: str
    address: str
    asked_at: UtcTime
    wants_console: bool = False
    """Asked for at the console's sign-in, so a member is looked for; else a candidate."""


class LinkClaim(Entity):
    """Somebody answers a request, or has answered it: whoever made the claim sends, so that one e-mail goes out."""

    request_id: str
    claim_id: str
    claimed_at: UtcTime
    is_answered: bool = False


class SignInLink(Entity):
    """A link that opens once. Only the SHA-256 of its token is stored."""

    link_hash: str
    address_key: str
    expires_at: UtcTime
    used_for: str | None = None
    """The hash of the sign-in that it opened."""
    opens_console: bool = False
    """It opens the console; without this, a candidate's own list. Neither opens the other."""


class CandidateSignIn(Entity):
    """Somebody who proved to read an address, until it ends. Only the SHA-256 of the cookie is stored."""

    visit_hash: str
    address_key: str
    expires_at: UtcTime
