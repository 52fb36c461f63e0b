"""The expected points that an answer mentions, each with a quote: a match of terms that anyone can check, no score."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from greenroom.interviewing.languages import BANK_LANGUAGE, can_be_compared
from greenroom.interviewing.plan import Question
from greenroom.interviewing.words import terms

_SENTENCE = re.compile(r"\S.*?(?:[.!?](?=\s)|$)", re.MULTILINE)
_WORD = re.compile(r"\S+")
_LONG_SENTENCE = 40  # words; speech recognised without full stops is cut into windows
_WINDOW = 30
_STEP = 15
_QUOTE_AT_MOST = 400  # characters
_READ_AT_MOST = 50_000  # characters of one answer


class CoveredPoint(NamedTuple):
    """An expected point and the words of the answer that mention it; `quote` is a verbatim part of the answer."""

    point: str
    quote: str


class Coverage(NamedTuple):
    """The expected points of one question: points with a quote, and points for which no quote was found."""

    question_id: str
    covered: tuple[CoveredPoint, ...]
    not_found: tuple[str, ...]
    is_compared: bool = True
    """False if the answer's words cannot be compared with the points. No point counts as found or missing then."""


def coverage(question: Question, answer: str, language_code: str = BANK_LANGUAGE) -> Coverage:
    """The points of `question`, asked in that language, that `answer` (spoken or typed text, or code) mentions.

    A point counts when one passage holds at least half of its terms (two or more, if it has two). One of these must
    not be a word of the question, so that repeating the question covers nothing.
    """
    answer = answer[:_READ_AT_MOST]
    if not can_be_compared(language_code) or _is_in_another_script(answer):
        return Coverage(question.id, (), (), is_compared=False)
    spans = list(_sentences(answer))
    sentences = _with_terms(answer, spans)
    neighbours = _with_terms(answer, [(first[0], second[1]) for first, second in pairwise(spans)])
    said_by_us = terms(question.text)
    covered: list[CoveredPoint] = []
    not_found: list[str] = []
    for point in question.expected_points:
        wanted = terms(point)
        quote = _best_quote(wanted, said_by_us, sentences) or _best_quote(wanted, said_by_us, neighbours)
        if quote is None:
            not_found.append(point)
        else:
            covered.append(CoveredPoint(point, quote))
    return Coverage(question.id, tuple(covered), tuple(not_found))


def _is_in_another_script(answer: str) -> bool:
    letters = [sign for sign in answer if sign.isalpha()]
    return 2 * sum(sign.isascii() for sign in letters) < len(letters)


def _best_quote(
    wanted: frozenset[str], said_by_us: frozenset[str], passages: list[tuple[str, frozenset[str]]]
) -> str | None:
    own = wanted - said_by_us
    if not own:
        return None
    needed = max(min(2, len(wanted)), -(-len(wanted) // 2))
    best, best_count = None, needed - 1
    for passage, found in passages:
        count = len(wanted & found)
        if count > best_count and own & found:
            best, best_count = passage, count
    return best


def _with_terms(answer: str, spans: Iterable[tuple[int, int]]) -> list[tuple[str, frozenset[str]]]:
    """Slices of the answer, none longer than a quote may be, each with its terms."""
    slices = (answer[start:end] for start, end in spans if end - start <= _QUOTE_AT_MOST)
    return [(passage, terms(passage)) for passage in slices]


def _sentences(answer: str) -> Iterator[tuple[int, int]]:
    for match in _SENTENCE.finditer(answer):
        inside = list(_WORD.finditer(answer, match.start(), match.end()))
        windows = [inside]
        if len(inside) > _LONG_SENTENCE:
            windows = [inside[first : first + _WINDOW] for first in range(0, len(inside), _STEP)]
        for window in windows:
            yield window[0].start(), window[-1].end()
