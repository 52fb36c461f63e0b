"""An organisation's name, colour and logo on an e-mail."""

from typing import NamedTuple
from urllib.parse import urlsplit

from greenroom.colours import READABLE, WHITE, contrast

DEFAULT_ACCENT = "#17754e"
"""The accent colour of the portal's stylesheet."""


class Brand(NamedTuple):
    """The look of an organisation's e-mail. No text is shown on `bar`; white text is shown on `accent`."""

    name: str
    bar: str = DEFAULT_ACCENT
    accent: str = DEFAULT_ACCENT
    logo_url: str | None = None


def brand(name: str, color: str | None = None, logo_url: str | None = None) -> Brand:
    """The brand of an organisation. A colour on which white text cannot be read is used for the bar alone."""
    bar = color or DEFAULT_ACCENT
    accent = bar if contrast(bar, WHITE) >= READABLE else DEFAULT_ACCENT
    is_secure = logo_url is not None and urlsplit(logo_url).scheme == "https"
    return Brand(name, bar, accent, logo_url if is_secure else None)
