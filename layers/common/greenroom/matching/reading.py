"""Finds the skills that a résumé shows, and whether it describes their use or only names them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from greenroom.matching.headings import Part
from greenroom.matching.mentions import Mention, NameIndex
from greenroom.matching.personal import PERSON_WORDS, breaks, outside_addresses
from greenroom.matching.resume import Passage, opening_name
from greenroom.matching.tokens import Token, tokens_of

QUOTE_AT_MOST = 240
_BESIDE_MENTION = (QUOTE_AT_MOST - 80) // 2
_NO_WORDS = frozenset({"and", "or", "etc"})
_CLAIMS = (
    "expert experts expertise advanced intermediate beginner basic proficient proficiency fluent skilled experienced "
    "strong excellent good knowledge familiar familiarity guru ninja"
)
_PRAISE = frozenset(_CLAIMS.split())
"""Words that claim a level of skill: they describe no work."""
_MARKS = re.compile(r"[^\w\s]*")
_DEEDS = (
    "built led wrote ran taught sold made kept drove grew won set cut held gave took brought oversaw began rebuilt "
    "undertook oversee lead build write run teach sell make keep drive manage support provide develop design work "
    "assist handle maintain perform deliver care treat prepare train"
)
_DONE = frozenset(_DEEDS.split())
"""First words of sentences about work done, besides words that end in -ed and -ing."""

_BEFORE_DEEDS = PERSON_WORDS | _PRAISE | {"i", "we"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One mention of a skill in a résumé, or the dates of one job."""

    skill: str
    is_use: bool
    """Whether the passage describes work; otherwise it is a list, a summary or education."""
    months: range | None
    quote: str
    is_dated_line: bool = False
    """Whether this is the dates of a job, and not a mention of a skill."""


def read_evidence(text: str, passages: Sequence[Passage], names: NameIndex) -> list[Evidence]:
    """All mentions of skills, and the dates of all jobs."""
    found: list[Evidence] = []
    name = opening_name(text)
    for passage in passages:
        tokens, barriers = read_passage(text, passage, name)
        mentions = names.mentions(tokens)
        is_use = passage.part is Part.WORK and not passage.is_labelled and describes(tokens, mentions)
        for mention in mentions:
            quote = _quote(text, passage, mention.start, mention.end, barriers)
            found.append(Evidence(mention.skill, is_use, passage.months, quote))
        if passage.has_dates:
            quote = _quote(text, passage, passage.start, passage.start, barriers)
            found.append(Evidence("", is_use=True, months=passage.months, quote=quote, is_dated_line=True))
    return found


def describes(tokens: Sequence[Token], mentions: Sequence[Mention]) -> bool:
    """Whether a passage describes work, and does not only list skills.

    It needs three other words for every four skills, or two for every five if it begins with a verb for work done.
    Words about sex and family, claims of skill, and repetitions of a word do not count.
    """
    inside = {at for one in mentions for at in range(one.first, one.last + 1)}
    others = {token.folded for at, token in enumerate(tokens) if at not in inside} - _NO_WORDS - _PRAISE - PERSON_WORDS
    others = {word for word in others if len(word) > 1 and not word.isdigit()}
    if _begins_with_deed(tokens, inside):
        return len(others) * 5 >= len(mentions) * 2
    return len(others) * 4 >= len(mentions) * 3


def _begins_with_deed(tokens: Sequence[Token], inside: Iterable[int]) -> bool:
    at = next((at for at, token in enumerate(tokens) if token.folded not in _BEFORE_DEEDS), None)
    if at is None or at in inside:
        return False
    word = tokens[at].folded
    return word in _DONE or (len(word) > 4 and word.endswith(("ed", "ing")))


def read_passage(text: str, passage: Passage, name: tuple[str, ...]) -> tuple[list[Token], list[tuple[int, int]]]:
    """The words of a passage, and the parts that no quote may contain.

    The person's whole name and addresses do not count as words. No quote may contain these, words about sex and
    family, or dates outside jobs.
    """
    parts = outside_addresses(text, passage.start, passage.end)
    tokens = [token for start, end in parts for token in tokens_of(text, start, end)]
    barriers = breaks(text, passage.start, passage.end, with_dates=passage.part is not Part.WORK)
    at = 0
    while name and at + len(name) <= len(tokens):
        named = tokens[at : at + len(name)]
        if tuple(token.folded for token in named) == name:
            rest = tokens[at + len(name)].start if at + len(name) < len(tokens) else passage.end
            marks = _MARKS.match(text, named[-1].end, rest)
            barriers.append((named[0].start, marks.end() if marks else named[-1].end))
            del tokens[at : at + len(name)]
        else:
            at += 1
    barriers += [(token.start, token.end) for token in tokens if token.folded in PERSON_WORDS]
    return tokens, barriers


def _quote(text: str, passage: Passage, start: int, end: int, barriers: Iterable[tuple[int, int]]) -> str:
    """The passage around a mention, word for word, up to the nearest barrier before it and after it."""
    first, last = passage.start, passage.end
    for barrier_start, barrier_end in barriers:
        if barrier_end <= start:
            first = max(first, barrier_end)
        elif barrier_start >= end:
            last = min(last, barrier_start)
    if last - first > QUOTE_AT_MOST:
        if start - first > _BESIDE_MENTION:
            first = text.find(" ", start - _BESIDE_MENTION, start) + 1 or start
        last = min(last, first + QUOTE_AT_MOST)
        if last < passage.end:
            last = max(text.rfind(" ", end, last), end)
    return text[first:last].strip(" \t\n,;:|/&([-–—•")
