"""An organisation's colour as a stylesheet: the content security policy allows no inline style."""

import re

PAPER_LIGHT, INK_LIGHT = "#ece9e0", "#ffffff"
PAPER_DARK, INK_DARK = "#252c28", "#0c1a13"
"""The surfaces (the one with the least contrast) and the inks on accents of greenroom.css; a test compares them."""

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3: contrast of text."""


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def _luminance(color: str) -> float:
    """Relative luminance by WCAG 2.2."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(color))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours `#rrggbb`, from 1 to 21, by WCAG 2.2."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _readable_on(color: str, surface: str, towards: str) -> str:
    """The colour, mixed with as little of `towards` as makes it readable on the surface."""
    for step in range(101):
        mixed = "#" + "".join(
            f"{round(a + (b - a) * step / 100):02x}" for a, b in zip(_channels(color), _channels(towards), strict=True)
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
