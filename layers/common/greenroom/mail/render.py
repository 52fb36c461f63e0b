"""The content of an e-mail as text and as HTML."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from greenroom.mail.content import MailContent

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES = Path(__file__).parent / "templates"


@cache
def _environment() -> "Environment":
    # Jinja2 is loaded with the first e-mail, not with the function: most invocations send none.
    from greenroom.templating import environment_of  # noqa: PLC0415

    return environment_of(TEMPLATES)


def as_text(content: MailContent) -> str:
    """The content for clients (and people) that read plain text."""
    return _environment().get_template("mail.txt.j2").render(content=content)


def as_html(content: MailContent, subject: str) -> str:
    """The content as HTML; every value is escaped."""
    return _environment().get_template("mail.html.j2").render(content=content, subject=subject)
