"""Headers about the API itself: its rate limit, and the end of deprecated routes.

See docs/versioning.md. `RateLimit-Policy` is a draft of the IETF (httpapi-ratelimit-headers); `Deprecation` is RFC
9745 and `Sunset` RFC 8594.
"""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple

REQUESTS_A_SECOND = 50
"""Requests a second that the usage plan of template.yaml allows one organisation; twice that in a burst."""
BURST = 100
RATE_LIMIT_POLICY = f'"organisation";q={REQUESTS_A_SECOND};w=1, "burst";q={BURST};w={BURST // REQUESTS_A_SECOND}'


class Deprecated(NamedTuple):
    """A deprecated route: the date of deprecation, the date of removal, and its replacement."""

    since: datetime
    gone_from: datetime
    instead: str
    """The address of the page about the replacement."""

    def as_headers(self) -> dict[str, str]:
        """The headers that announce the deprecation in each answer of the route."""
        return {
            "Deprecation": f"@{int(self.since.timestamp())}",
            "Sunset": format_datetime(self.gone_from.astimezone(UTC), usegmt=True),
            "Link": f'<{self.instead}>; rel="deprecation"',
        }
