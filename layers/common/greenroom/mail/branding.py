"""An organisation's name, colour and logo on an e-mail."""

from typing import NamedTuple
from urllib.parse import urlsplit

from greenroom.colours import READABLE, WHITE, contrast

DEFAULT_ACCENT = "#17754e"
"""The accent of the portal's stylesheet."""


class Brand(NamedTuple):
    """How the e-mail of an organisation looks: `bar` carries no text, `accent` carries white text."""

    name: str
    bar: str = DEFAULT_ACCENT
    accent: str = DEFAULT_ACCENT
    logo_url: str | None = None


def brand(name: str, color: str | None = None, logo_url: str | None = None) -> Brand:
    """The brand of an organisation. A colour that white text cannot be read on colours only the bar."""
    bar = color or DEFAULT_ACCENT
    accent = bar if contrast(bar, WHITE) >= READABLE else DEFAULT_ACCENT
    is_secure = logo_url is not None and urlsplit(logo_url).scheme == "https"
    return Brand(name, bar, accent, logo_url if is_secure else None)
