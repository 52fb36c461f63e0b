"""Marks of the passages in an answer that mention a topic of its question: found by words alone, and never counted."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from greenroom.interviewing.coverage import Coverage, CoveredPoint

_WORD = re.compile(r"\w+")
SAME_PART = 0.8
"""The share of a topic's words, said in a row, from which a passage counts as reciting the topic."""
FEWEST_RECITED = 3
"""The least number of words in a row that counts as reciting; fewer are common phrases."""


class AnswerPassage(NamedTuple):
    """A part of an answer, with the topics that it mentions."""

    words: str
    topics: tuple[str, ...] = ()


def marks(found: Coverage) -> tuple[CoveredPoint, ...]:
    """The mentions in the candidate's own words. A passage that recites a topic of the question has none."""
    topics = [_words(topic) for topic in (*(one.point for one in found.covered), *found.not_found)]
    return tuple(one for one in found.covered if not any(_recites(_words(one.quote), topic) for topic in topics))


def passages(text: str, found: Sequence[CoveredPoint]) -> tuple[AnswerPassage, ...]:
    """The text, cut at the beginning and end of each mark. All passages together are the text."""
    starts = [(text.find(one.quote), one) for one in found if one.quote]
    spans = [(start, start + len(one.quote), one.point) for start, one in starts if start >= 0]
    cuts = sorted({0, len(text), *(at for start, end, _ in spans for at in (start, end))})
    return tuple(
        AnswerPassage(text[start:end], tuple(topic for first, last, topic in spans if first <= start and end <= last))
        for start, end in pairwise(cuts)
    )


def _recites(said: Sequence[str], topic: Sequence[str]) -> bool:
    longest = SequenceMatcher(None, topic, said, autojunk=False).find_longest_match().size
    return longest >= min(len(topic), max(FEWEST_RECITED, ceil(SAME_PART * len(topic))))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
