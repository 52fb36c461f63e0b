"""Finds words about a person's identity and words addressed to the reader: they are never counted or quoted."""

import re
from collections.abc import Iterator

_PERSON = (
    "he she him her his hers himself herself they them their theirs themself themselves mr mrs ms mx miss sir madam "
    "man woman men women male female boy girl lady gentleman father mother dad mum mom wife husband son daughter "
    "maternity paternity pregnant transgender nonbinary widow widower chairman chairwoman "
    "businessman businesswoman fraternity sorority"
)
PERSON_WORDS = frozenset(_PERSON.split())
"""Words about sex and family. All have the same effect: a quote ends before them, and they are not counted as words."""

_LABELS = (
    "date of birth|birth ?date|d\\.?o\\.?b\\.?|born|birth ?place|place of birth|age|gender|sex|pronouns?|nationality|"
    "citizenship|marital status|religion|caste|ethnicity|race|father'?s name|mother'?s name|spouse|children|photo|"
    "photograph|picture|passport(?: no\\.?| number)?|address|permanent address|current address|home address|"
    "residence|name|full name|phone|mobile|telephone|tel|e-?mail|blood group|height|weight|visa status"
)
_LABELLED = re.compile(rf"[\W_]*(?:{_LABELS})\s*(?:[:：]|-\s|–\s|\bon\b|\bin\b|\d)", re.IGNORECASE)
_AGED = re.compile(r"\b(?:aged?\s+\d{2}|\d{2}[- ]years?[- ]old|born\s+(?:on|in)?\s*\d)", re.IGNORECASE)

# Counts are bounded: without bounds a line of 50,000 hyphens takes ten seconds.
_ADDRESS = r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{1,200}|https?://\S+|www\.\S+"
_CONTACT = rf"{_ADDRESS}|\+?(?:\d[ ()-]?){{8,}}\d"
_DATES = (
    r"(?:\b(?:jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,12}\.?\s+)?(?:\d{1,2}[/.-]){0,3}\b(?:19|20)\d\d\b"
    r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b(?:class of|graduated|graduation)\b"
)
_ADDRESSES = re.compile(_ADDRESS)
_BREAKS = re.compile(_CONTACT)
_BREAKS_BESIDE_WORK = re.compile(f"{_CONTACT}|{_DATES}", re.IGNORECASE)

_INSTRUCTIONS = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^\n]{0,60}"
    r"\b(?:instructions?|prompts?|rules?|previous|prior|above|else)\b"
    r"|^\W*(?:system|assistant)\W{0,3}(?:prompt|message)?\s*[:>]"
    r"|\b(?:give|award|assign|grant|rate|score|rank|mark|treat|consider|hire|select|shortlist|recommend|choose)\b"
    r"[^\n]{0,40}\b(?:me|(?:this|the|my)\s+(?:candidate|applicant|resume|résumé|cv|profile|person))\b"
    r"[^\n]{0,60}\b(?:points?|scores?|marks?|best|top|highest|perfect|qualified|hired?|suitable|fit|first|expert)\b"
    r"|\bscore\s*[=:]\s*\d|\b(?:full|maximum|max|100|hundred)\s+(?:points|marks|score)\b"
    r"|\b(?:language model|ai model|llm|chatgpt|gpt|evaluator|reviewer)\b[^\n]{0,60}"
    r"\b(?:must|should|please|will|is to)\b",
    re.IGNORECASE,
)


def is_personal(line: str) -> bool:
    """Whether a line states birth, sex, family, origin, address or the like."""
    return bool(_LABELLED.match(line) or _AGED.search(line))


def is_instruction(sentence: str) -> bool:
    """Whether a sentence addresses its evaluator and does not describe work."""
    return _INSTRUCTIONS.search(sentence) is not None


def outside_addresses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The parts of the text between addresses. A word in an address does not show that a person has a skill."""
    for found in _ADDRESSES.finditer(text, start, end):
        yield start, found.start()
        start = found.end()
    yield start, end


def breaks(text: str, start: int, end: int, *, with_dates: bool) -> list[tuple[int, int]]:
    """The parts that no quote may contain: addresses, telephone numbers and, with `with_dates`, dates."""
    pattern = _BREAKS_BESIDE_WORK if with_dates else _BREAKS
    return [found.span() for found in pattern.finditer(text, start, end)]
