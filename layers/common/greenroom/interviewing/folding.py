"""The beginnings of long answers for a report's page, so that the page stays small. Pure."""

from bisect import bisect_right
from collections.abc import Sequence
from html import escape

from greenroom.interviewing.marks import AnswerPassage

FOLDED_AT = 16_000
"""The most bytes of HTML that an answer takes on the report's page: some fifteen minutes of speech."""


def html_bytes(text: str) -> int:
    """The size of a text in an HTML page in bytes: `&` takes five."""
    return len(escape(text).encode(errors="surrogatepass"))


def beginning(text: str, room: int = FOLDED_AT) -> str:
    """The longest beginning of a text that fits into `room` bytes of HTML."""
    if html_bytes(text) <= room:
        return text
    return text[: bisect_right(range(len(text) + 1), room, key=lambda length: html_bytes(text[:length])) - 1]


def beginning_of(passages: Sequence[AnswerPassage]) -> tuple[AnswerPassage, ...]:
    """The first passages that fit into FOLDED_AT bytes of HTML; the last one may be cut."""
    found: list[AnswerPassage] = []
    room = FOLDED_AT
    for passage in passages:
        words = beginning(passage.words, room)
        found.append(AnswerPassage(words, passage.topics))
        room -= html_bytes(words)
        if words != passage.words:
            break
    return tuple(found)
