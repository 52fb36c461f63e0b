"""What the child process says of a file, a line of JSON each: of the document first, then of one page after another.

Without pydantic, which would double the child's start. The parent has its own model of this: it trusts none of it.
"""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum


class Cover(StrEnum):
    """What a document says of itself that makes what its pages show a mere cover."""

    PORTFOLIO = "PORTFOLIO"
    FORM = "FORM"
    """A form in XFA, whose pages may be drawn all the same."""
    FORM_THAT_IS_DRAWN_LATER = "FORM_THAT_IS_DRAWN_LATER"


@dataclass
class PageReport:
    """A page; formats without pages are one."""

    number: int = 1
    text: str = ""
    is_cut: bool = False
    """The document's text is as long as it may be."""
    is_damaged: bool = False
    hit_limit: bool = False
    """It unpacks to more than it may; nothing after it was read."""
    hides_text: bool = False
    """There is text on it that nobody sees. It is not in `text`."""
    is_scan: bool = False
    """Nearly all of it is a picture."""
    is_recognised: bool = False
    """`text` is what some program recognised in the picture."""
    unnamed: int = 0
    """Letters of which the file does not say which ones they are."""


@dataclass
class ReaderReport:
    """One line. `cause` is the name of an Unreadable."""

    cause: str | None = None
    pages: int | None = None
    cover: Cover | None = None
    page: PageReport | None = None

    def line(self) -> bytes:
        """What is not as usual is left out."""
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return json.dumps(said).encode() + b"\n"
