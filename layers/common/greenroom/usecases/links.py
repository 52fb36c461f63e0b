"""Links of sessions, made from the secret and the portal's address when they are needed."""

from collections.abc import Callable
from dataclasses import dataclass

from greenroom.rules.links import portal_link, session_hash, session_key


@dataclass(frozen=True)
class LinkMaker:
    """Derives keys, hashes and links. Secret and address are asked for only when used: both cost a call when cold."""

    secret: Callable[[], str]
    portal_url: Callable[[], str]

    def key_of(self, session_id: str, version: int) -> str:
        """The session key of a booking's version."""
        return session_key(self.secret(), session_id, version)

    def hash_of(self, session_id: str, version: int) -> str:
        """What the session of a booking's version is stored under."""
        return session_hash(self.key_of(session_id, version))

    def link_of(self, session_id: str, version: int) -> str:
        """The candidate's link for a booking's version."""
        return portal_link(self.portal_url(), self.key_of(session_id, version))
