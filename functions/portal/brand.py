"""An organisation's colour as a stylesheet, because the Content-Security-Policy allows no inline style."""

import re

from greenroom.colours import READABLE, channels, contrast

PAPER_LIGHT, INK_LIGHT = "#ece9e0", "#ffffff"
PAPER_DARK, INK_DARK = "#252c28", "#0c1a13"
"""Colours of greenroom.css: the surface with the least contrast, and the text on accents. A test compares them."""


GREY = 24
"""A colour whose channels differ by less counts as a grey, which must not look like a disabled button on a dark
page."""
CLEAR = 9.0


def _is_grey(color: str) -> bool:
    return max(channels(color)) - min(channels(color)) < GREY


def _readable_on(color: str, surface: str, towards: str, least: float = READABLE) -> str:
    """The colour mixed with as little of `towards` as is needed to make it readable on the surface."""
    for step in range(101):
        mixed = "#" + "".join(
            f"{round(a + (b - a) * step / 100):02x}" for a, b in zip(channels(color), channels(towards), strict=True)
        )
        if contrast(mixed, surface) >= least:
            return mixed
    return towards


def brand_stylesheet(rrggbb: str) -> str:
    """The stylesheet of `/brand/<rrggbb>.css`. Raises ValueError for anything but six hexadecimal digits.

    A colour on which white text is readable replaces the accent; on dark pages it is lightened. Any other colour is
    used only for the bar under the header.
    """
    if not re.fullmatch(r"[0-9a-f]{6}", rrggbb):
        raise ValueError("A brand colour is six hexadecimal digits in lower case.")
    color = f"#{rrggbb}"
    if contrast(color, INK_LIGHT) < READABLE:
        return f":root {{ --brand: {color}; }}\n"
    text = _readable_on(color, PAPER_LIGHT, "#000000")
    bright = _readable_on(color, PAPER_DARK, "#ffffff", CLEAR if _is_grey(color) else READABLE)
    return (
        f":root {{ --brand: {color}; --accent: {color}; --accent-ink: {INK_LIGHT}; --accent-text: {text}; }}\n"
        "@media (prefers-color-scheme: dark) {\n"
        f"  :root {{ --brand: {bright}; --accent: {bright}; --accent-ink: {INK_DARK}; --accent-text: {bright}; }}\n"
        "}\n"
    )
