"""The sign-in to a candidate's own list: a request for a link, the link, which opens once, and the session."""

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity


class LinkRequest(Entity):
    """A request for a link by an address, before it is known whether a candidate has the address."""

    request_id: str
    address: str
    asked_at: UtcTime
    wants_console: bool = False
    """Whether the console's sign-in asked for it, so that a member is looked for, and otherwise a candidate."""


class LinkClaim(Entity):
    """The claim of the process that answers a request, so that one e-mail is sent."""

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
    """A candidate's sign-in after proving their address. Only the SHA-256 of the cookie is stored."""

    visit_hash: str
    address_key: str
    expires_at: UtcTime
