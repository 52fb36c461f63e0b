"""Finds words of a job that look like the name of a skill, but stand in no list of skills: `Zephyrium`, `FooDB`."""

import re
from collections.abc import Collection, Sequence

from greenroom.matching.mentions import Mention
from greenroom.matching.ordinary import ORDINARY
from greenroom.matching.tokens import Token

_MOST_WORDS = 3
_PLACE_BEFORE = frozenset({"in", "at", "from", "near", "to", "for", "by", "our", "since", "until", "through", "of"})
_KNOWING_WORDS = (
    "experience experienced knowledge skilled skills proficient proficiency expertise expert trained training fluent "
    "certified certification command understanding background specialised specialized versed"
)
_KNOWING = frozenset(_KNOWING_WORDS.split())
_TECHNICAL = re.compile(
    r"[A-Za-z]*[a-z][A-Z]\w*|[A-Z]{2,}[a-z]+\w*|[A-Z]{2,7}|[A-Za-z]+\d+\w*|\d+[A-Z]\w*|[A-Za-z]\w*[+#]+"
)
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|k|m|h|x|am|pm|hrs?|yrs?)", re.IGNORECASE)
_MOSTLY = 0.7


def unknown_names(
    text: str,
    tokens: Sequence[Token],
    mentions: Sequence[Mention],
    not_these: Collection[str],
    *,
    is_title: bool = False,
) -> list[tuple[str, int, int]]:
    """The unknown names in one sentence that asks for something, with their places.

    `not_these` are words of the company's name. In a title every word may have a capital, so only words that look
    technical are taken from it.
    """
    inside = {at for one in mentions for at in range(one.first, one.last + 1)}
    capitals_tell = not is_title and _capitals_tell(tokens)
    found: list[tuple[str, int, int]] = []
    run: list[Token] = []
    for at, token in enumerate(tokens):
        fits = at not in inside and _looks_like_a_name(text, tokens, at, not_these, capitals_tell=capitals_tell)
        if run and (not fits or not _continues(text, run, token)):
            found.append(_name(text, run))
            run = []
        if fits:
            run.append(token)
    return [*found, _name(text, run)] if run else found


def _name(text: str, run: Sequence[Token]) -> tuple[str, int, int]:
    return text[run[0].start : run[-1].end].lstrip("."), run[0].start, run[-1].end


def _continues(text: str, run: Sequence[Token], token: Token) -> bool:
    between = text[run[-1].end : token.start]
    return len(run) < _MOST_WORDS and token.follows_closely and "/" not in between and "\n" not in between


def _capitals_tell(tokens: Sequence[Token]) -> bool:
    """Whether a capital shows a name; False for a line in title case."""
    words = [token.text for token in tokens[1:] if token.text.isalpha()]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) < 3 or capitals <= _MOSTLY * len(words)


def _looks_like_a_name(
    text: str, tokens: Sequence[Token], at: int, not_these: Collection[str], *, capitals_tell: bool
) -> bool:
    token = tokens[at]
    word = token.text.lstrip(".")
    if token.folded.lstrip(".") in ORDINARY or token.folded in not_these or _ORDINAL.fullmatch(word) or len(word) < 2:
        return False
    if at and tokens[at - 1].folded in _PLACE_BEFORE and not _speaks_of_knowing(tokens, at - 1):
        return False
    if _TECHNICAL.fullmatch(word):
        return True
    starts = at == 0 or text[tokens[at - 1].end : token.start].strip()[-1:] in {".", ":", "!", "?"}
    return capitals_tell and not starts and word[0].isupper() and word.isalpha()


def _speaks_of_knowing(tokens: Sequence[Token], before: int) -> bool:
    """Whether the words before a preposition speak of knowledge: `experience in X` does, `an office in X` does not."""
    return any(token.folded in _KNOWING for token in tokens[max(0, before - 2) : before])
