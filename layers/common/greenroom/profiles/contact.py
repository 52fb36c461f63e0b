"""Finds a candidate's name, email addresses, telephone numbers and links in a résumé."""

import re
from collections.abc import Iterable

from greenroom.matching.headings import part_of
from greenroom.models.profile import Found

MOST_OF_EACH = 10
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,63}")
_PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d ()./\u2010-\u2013-]{6,22}\d(?![\w@])")
_LINK = re.compile(
    r"https?://[^\s|,;<>()]+|(?<![\w@.-])(?:www\.[^\s|,;<>()]+|(?:[\w-]{1,63}\.){0,4}(?:linkedin|github|gitlab|xing|"
    r"stackoverflow|behance|dribbble|medium|kaggle)\.(?:com|io|org|net)/[^\s|,;<>()]+)"
)
_YEARS = re.compile(r"(?:19|20)\d\d\b.*\b(?:19|20)\d\d\b")
_LABEL = re.compile(r"(?:full\s+)?name\s*[:：]\s*", re.IGNORECASE)
_NO_NAMES_WRITTEN = (
    "resume résumé curriculum vitae cv lebenslauf profile summary engineer developer manager nurse teacher designer "
    "analyst consultant architect scientist administrator assistant accountant technician specialist director officer "
    "confidential page contact email phone address senior junior lead intern student software professional"
)
_NO_NAMES = frozenset(_NO_NAMES_WRITTEN.split())
_FIRST_LINES = 6
_NAME_PART = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")


def emails_in(text: str) -> tuple[Found, ...]:
    return _each_once(_EMAIL.finditer(text))


def links_in(text: str) -> tuple[Found, ...]:
    return _each_once(_LINK.finditer(text))


def phones_in(text: str) -> tuple[Found, ...]:
    """Numbers of 8 to 15 digits that are neither a span of years nor part of a web address."""
    links = [found.span() for found in _LINK.finditer(text)]
    return _each_once(
        found
        for found in _PHONE.finditer(text)
        if 8 <= sum(map(str.isdigit, found[0])) <= 15
        and not _YEARS.search(found[0])
        and not any(first <= found.start() < last for first, last in links)
    )


def name_in(text: str) -> Found | None:
    """The name, if one of the first lines consists of a name or begins with one before a bar or a comma."""
    start = 0
    for line in text.split("\n")[:_FIRST_LINES]:
        if part_of(line) is not None and not _LABEL.match(line):
            return None  # names stand above the first heading
        label = _LABEL.match(line)
        begin = label.end() if label else 0
        part = re.split(r"[|,•·\t(]|\s[-–—]\s", line[begin:])[0]
        said = part.strip()
        at = start + begin + len(part) - len(part.lstrip())
        if said and _is_name(said):
            return Found(value=said, start=at, end=at + len(said))
        start += len(line) + 1
    return None


def _is_name(said: str) -> bool:
    words = said.split()
    if not 2 <= len(words) <= 5 or len(said) > 60:
        return False
    if any(word.casefold().strip(".") in _NO_NAMES for word in words):
        return False
    if not all(_NAME_PART.fullmatch(word) for word in words):
        return False
    # Scripts without capitals have no lower case either.
    return sum(not word[0].islower() for word in words) >= 2 and not words[0][0].islower()


def _each_once(found: Iterable[re.Match[str]]) -> tuple[Found, ...]:
    kept: dict[str, Found] = {}
    for one in found:
        value = one[0].rstrip(".,;:")
        kept.setdefault(value.casefold(), Found(value=value, start=one.start(), end=one.start() + len(value)))
    return tuple(kept.values())[:MOST_OF_EACH]
