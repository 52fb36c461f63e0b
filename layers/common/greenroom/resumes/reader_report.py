"""The child's report on a file, as lines of JSON: one line about the document, then one for each page.

These are plain dataclasses, because importing pydantic would double the child's start. The parent validates each line
with pydantic models of its own (`reading`), because a hostile file may control the child.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Cover(StrEnum):
    """A kind of document whose pages are only a cover: the content is elsewhere in the file."""

    PORTFOLIO = "PORTFOLIO"
    FORM = "FORM"
    """An XFA form. Its pages may be complete all the same."""
    FORM_THAT_IS_DRAWN_LATER = "FORM_THAT_IS_DRAWN_LATER"


@dataclass
class PageReport:
    """One page. Formats without pages report a single one."""

    number: int = 1
    text: str = ""
    is_cut: bool = False
    """The document's text has reached its limit, so some of this page is missing."""
    is_damaged: bool = False
    hit_limit: bool = False
    """Unpacking the page went over a limit; no page after it was read."""
    hides_text: bool = False
    """The page has text that a reader cannot see. It is not in `text`."""
    is_scan: bool = False
    """Pictures cover nearly all of the page."""
    is_recognised: bool = False
    """`text` comes from text recognition of the picture."""
    unnamed: int = 0
    """Number of letters that the file does not identify."""


@dataclass
class ReaderReport:
    """One line of the report. `cause` is the name of a member of Unreadable."""

    cause: str | None = None
    pages: int | None = None
    cover: Cover | None = None
    page: PageReport | None = None

    def line(self) -> bytes:
        """The line as JSON, without the fields that are None."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(said).encode() + b"\n"
