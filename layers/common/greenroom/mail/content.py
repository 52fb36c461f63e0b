"""The content of an e-mail before it is text or HTML, so that both always say the same."""

import unicodedata
from typing import NamedTuple

from greenroom.mail.branding import Brand

# These characters change the direction of the text after them, so a name could change how a sentence reads.
_DIRECTION_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_FIRST_STRONG_ISOLATE, _POP_ISOLATE = "\u2068", "\u2069"


class TimeInMail(NamedTuple):
    """A time in large type: the day, the time with its zone, and the same moment in the reader's zone."""

    day: str
    clock: str
    iana: str | None = None
    """The zone's IANA name, if its common name is another."""
    elsewhere: str | None = None
    is_off: bool = False
    """Whether the interview at this time is cancelled."""


class LabelledFact(NamedTuple):
    label: str
    value: str


class Button(NamedTuple):
    label: str
    link: str


class MailSection(NamedTuple):
    title: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    link: Button | None = None


class MailContent(NamedTuple):
    brand: Brand
    heading: str
    preview: str
    """The preview text that mail programs show beside the subject."""
    paragraphs: tuple[str, ...]
    greeting: str | None = None
    when: TimeInMail | None = None
    facts: tuple[LabelledFact, ...] = ()
    button: Button | None = None
    below_button: tuple[str, ...] = ()
    sections: tuple[MailSection, ...] = ()
    footer: str = ""


def one_line(value: str, limit: int = 300) -> str:
    """A value from outside as one harmless line: no control or direction characters, at most `limit` characters."""
    # Nearly all values are plain, and hold neither: ten times as fast as a look at each sign.
    spaced = value if value.isascii() and value.isprintable() else _without_controls(value)
    line = " ".join(spaced.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"


def _without_controls(value: str) -> str:
    return "".join(
        " " if unicodedata.category(sign) in {"Cc", "Cs"} else sign for sign in value if sign not in _DIRECTION_CONTROLS
    )


def in_sentence(value: str, limit: int = 300) -> str:
    """`one_line` for an English sentence: a right-to-left name does not change the order of the words around it."""
    line = one_line(value, limit)
    if not line.isascii() and any(unicodedata.bidirectional(sign) in {"R", "AL"} for sign in line):
        return f"{_FIRST_STRONG_ISOLATE}{line}{_POP_ISOLATE}"
    return line
