"""Splits a text into words with their places: `C++`, `.NET` and `P&L` stay whole; hyphens and slashes split words."""

import re
from dataclasses import dataclass

_TOKEN = re.compile(r"\b[A-Z] & [A-Z]\b(?![+#&])|[^\W_]+(?:&[^\W_]+)+|\.?[^\W_]+[+#]*")
_WITHIN_A_NAME = re.compile(r"[ \t\xa0]*[-\u2010\u2011/'\u2019]?[ \t\xa0]*|[ \t]*\n[ \t]*")
"""Characters between two words of one name: `front end`, `front-end`, `CI/CD`, `driver's licence`, a line break."""


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str
    folded: str
    """The text without case, for comparison."""
    follows_closely: bool
    """Whether this token and the token before it may be parts of one name."""


def tokens_of(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """The words of a part of the text, with their places in the whole text."""
    found: list[Token] = []
    for match in _TOKEN.finditer(text, start, len(text) if end is None else end):
        word = match[0].replace(" ", "")  # R & D is R&D
        closely = bool(found) and _WITHIN_A_NAME.fullmatch(text, found[-1].end, match.start()) is not None
        found.append(Token(match.start(), match.end(), word, word.casefold(), closely))
    return found


def folded_words(name: str) -> tuple[str, ...]:
    """The words of a name as they are compared."""
    return tuple(token.folded for token in tokens_of(name))
