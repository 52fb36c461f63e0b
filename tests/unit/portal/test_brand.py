"""An organisation's colour is used where it is readable."""

import re
from pathlib import Path

import pytest

from functions.portal import brand
from functions.portal.brand import brand_stylesheet
from greenroom.colours import contrast

STYLESHEET = (Path(__file__).parents[3] / "web" / "static" / "greenroom.css").read_text()


def tokens(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", css))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("color", ["b3005e", "0b57d0", "000000", "17754e", "767676"])
def test_a_colour_that_carries_white_text_becomes_the_accent(color: str) -> None:
    light, dark = brand_stylesheet(color).split("@media")
    assert tokens(light)["accent"] == f"#{color}"
    assert contrast(tokens(light)["accent-text"], brand.PAPER_LIGHT) >= 4.5
    assert contrast(tokens(dark)["accent-text"], brand.PAPER_DARK) >= 4.5
    assert contrast(tokens(dark)["accent"], tokens(dark)["accent-ink"]) >= 4.5


@pytest.mark.parametrize("color", ["000000", "1a1a1a", "101418"])
def test_a_black_brand_is_clear_on_a_dark_page(color: str) -> None:
    dark = tokens(brand_stylesheet(color).split("@media")[1])
    paper = tokens(STYLESHEET.split("@media (prefers-color-scheme: dark)")[1])["paper"]
    assert contrast(dark["brand"], paper) >= 3
    assert contrast(dark["accent"], brand.PAPER_DARK) >= 9


@pytest.mark.parametrize("color", ["ffd400", "ffffff", "7ed0a4"])
def test_a_colour_that_does_not_colours_only_the_bar(color: str) -> None:
    assert brand_stylesheet(color) == f":root {{ --brand: #{color}; }}\n"


@pytest.mark.parametrize("wrong", ["", "fff", "FFD400", "12345g", "123456;}", "../../x", "1234567"])
def test_anything_but_a_colour_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="six hexadecimal digits"):
        brand_stylesheet(wrong)


def test_the_surfaces_are_those_of_the_stylesheet() -> None:
    light, dark = STYLESHEET.split("@media (prefers-color-scheme: dark)")[:2]
    assert (tokens(light)["soft"], tokens(dark)["soft"]) == (brand.PAPER_LIGHT, brand.PAPER_DARK)
    assert tokens(dark)["accent-ink"] == brand.INK_DARK
