"""An organisation's name, colour and logo on an e-mail."""

from dataclasses import dataclass
from urllib.parse import urlsplit

DEFAULT_ACCENT = "#17754e"
"""The accent of the portal's stylesheet."""

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3: contrast of text."""


@dataclass(frozen=True)
class Brand:
    """How the e-mail of an organisation looks: `bar` carries no text, `accent` carries white text."""

    name: str
    bar: str = DEFAULT_ACCENT
    accent: str = DEFAULT_ACCENT
    logo_url: str | None = None


def contrast_with_white(color: str) -> float:
    """Contrast of `#rrggbb` with white, 1 to 21 (WCAG 2.2, relative luminance)."""
    channels = (int(color[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def brand(name: str, color: str | None = None, logo_url: str | None = None) -> Brand:
    """The brand of an organisation. A colour that white text cannot be read on colours only the bar."""
    bar = color or DEFAULT_ACCENT
    accent = bar if contrast_with_white(bar) >= READABLE else DEFAULT_ACCENT
    is_secure = logo_url is not None and urlsplit(logo_url).scheme == "https"
    return Brand(name, bar, accent, logo_url if is_secure else None)
