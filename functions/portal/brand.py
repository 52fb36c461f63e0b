"""An organisation's colour as a stylesheet: the content security policy allows no inline style."""

import re

from greenroom.colours import READABLE, channels, contrast

PAPER_LIGHT, INK_LIGHT = "#ece9e0", "#ffffff"
PAPER_DARK, INK_DARK = "#252c28", "#0c1a13"
"""The surfaces (the one with the least contrast) and the inks on accents of greenroom.css; a test compares them."""


def _readable_on(color: str, surface: str, towards: str) -> str:
    """The colour, mixed with as little of `towards` as makes it readable on the surface."""
    for step in range(101):
        mixed = "#" + "".join(
            f"{round(a + (b - a) * step / 100):02x}" for a, b in zip(channels(color), channels(towards), strict=True)
        )
        if contrast(mixed, surface) >= READABLE:
            return mixed
    return towards


def brand_stylesheet(rrggbb: str) -> str:
    """The stylesheet of `/brand/<rrggbb>.css`. Raises ValueError for anything but six hexadecimal digits.

    A colour that carries white text replaces the accent, lightened on dark pages; another colours only the bar.
    """
    if not re.fullmatch(r"[0-9a-f]{6}", rrggbb):
        raise ValueError("A brand colour is six hexadecimal digits in lower case.")
    color = f"#{rrggbb}"
    if contrast(color, INK_LIGHT) < READABLE:
        return f":root {{ --brand: {color}; }}\n"
    text = _readable_on(color, PAPER_LIGHT, "#000000")
    bright = _readable_on(color, PAPER_DARK, "#ffffff")
    return (
        f":root {{ --brand: {color}; --accent: {color}; --accent-ink: {INK_LIGHT}; --accent-text: {text}; }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  :root {{ --accent: {bright}; --accent-ink: {INK_DARK}; --accent-text: {bright}; }}\n"
        "}\n"
    )
