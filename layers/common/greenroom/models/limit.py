"""Limits of tries, and the network that a request came from."""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple


class Limit(NamedTuple):
    """At most `most` tries in each window. Windows follow each other from 1970 on, and are the same for all keys."""

    most: int
    window: timedelta

    def window_of(self, now: datetime) -> tuple[str, datetime]:
        """The name of the window that a moment lies in, and when it ends."""
        seconds = int(self.window.total_seconds())
        number = int(now.timestamp()) // seconds
        return f"{seconds}#{number}", datetime.fromtimestamp((number + 1) * seconds, UTC)

    def seconds_left(self, now: datetime) -> int:
        """The seconds until the window of this time ends."""
        return max(1, int((self.window_of(now)[1] - now).total_seconds()))

    def times(self, factor: int) -> "Limit":
        """The limit with a multiple of the tries in the same window."""
        return Limit(self.most * factor, self.window)


class ClientNetwork(NamedTuple):
    """The network that a request came from."""

    viewer: str
    """The network that the visitor says to come from, as the edge saw it."""
    carrier: str | None = None
    """The connection that brought it, where that is not the visitor's own: CloudFront, or a client that imitates it."""
