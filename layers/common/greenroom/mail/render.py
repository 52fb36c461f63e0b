"""A letter as text and as HTML."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from greenroom.mail.letter import Letter

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> "Environment":
    # Jinja2 is loaded with the first e-mail, not with the function: most invocations send none.
    from greenroom.templating import environment_of  # noqa: PLC0415

    return environment_of(TEMPLATES)


def as_text(letter: Letter) -> str:
    """The letter for clients (and people) that read plain text."""
    return _environment().get_template("letter.txt.j2").render(letter=letter)


def as_html(letter: Letter, subject: str) -> str:
    """The letter as HTML; every value is escaped."""
    return _environment().get_template("letter.html.j2").render(letter=letter, subject=subject)
