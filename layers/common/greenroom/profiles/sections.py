"""Splits a résumé into sections by its headings, and the sections into lines."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from greenroom.matching.headings import Part, begin_of
from greenroom.models.profile import Section, SectionKind

_KINDS = {
    Part.WORK: SectionKind.WORK,
    Part.SKILLS: SectionKind.SKILLS,
    Part.EDUCATION: SectionKind.EDUCATION,
    Part.UNREAD: SectionKind.PERSONAL,
    Part.OTHER: SectionKind.OTHER,
}
_LANGUAGES = re.compile(r"\W*(?:\w+\s+)?(?:languages?|sprach\w*|langues?|idiomas?)(?:\s+\w+){0,2}\W*$", re.IGNORECASE)
_LONGEST_HEADING = 40
_PROGRAMMING = re.compile(r"program|comput|coding|script|software", re.IGNORECASE)


class SectionLine(NamedTuple):
    """A line without the blanks around it."""

    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def lines_in(text: str, start: int, end: int) -> list[SectionLine]:
    """The lines of a part of the text that are not empty."""
    found: list[SectionLine] = []
    for match in re.finditer(r"[^\n]+", text[start:end]):
        said = match[0].strip()
        if said:
            found.append(SectionLine(said, start + match.start() + len(match[0]) - len(match[0].lstrip())))
    return found


def sections_of(text: str) -> tuple[Section, ...]:
    """All sections in order. Text above the first heading, if any, is the opening."""
    begins = [*_headings(text), (len(text), SectionKind.OTHER, None)]
    found = [] if begins[0][0] == 0 else [Section(kind=SectionKind.OPENING, heading=None, start=0, end=begins[0][0])]
    for (start, kind, heading), (end, _, _) in pairwise(begins):
        found.append(Section(kind=kind, heading=heading, start=start, end=end))
    return tuple(section for section in found if text[section.start : section.end].strip())


def _headings(text: str) -> Iterator[tuple[int, SectionKind, str | None]]:
    part: Part | None = None
    for line in lines_in(text, 0, len(text)):
        begin = begin_of(line.text, part)
        if begin is not None and not begin.goes_on:
            continue
        if begin is None and not _names_languages(line.text):
            continue
        part, heading = (begin.part, line.text[: begin.heading_ends_at]) if begin else (Part.OTHER, line.text)
        yield line.start, _kind(part, heading), heading


def _names_languages(line: str) -> bool:
    """Whether a line looks like the heading of a section of languages: `Foreign languages (spoken)`."""
    return len(line) <= _LONGEST_HEADING and line[0].isupper() and _LANGUAGES.match(line) is not None


def _kind(part: Part, heading: str) -> SectionKind:
    if _LANGUAGES.match(heading) and not _PROGRAMMING.search(heading):
        return SectionKind.LANGUAGES
    return _KINDS[part]


def lines_below_heading(text: str, section: Section) -> list[SectionLine]:
    """A section's lines without its heading. Text behind an inline heading is a line."""
    start = section.start + len(section.heading or "")
    found = lines_in(text, start, section.end)
    return [
        SectionLine(line.text.lstrip(":： \t"), line.end - len(line.text.lstrip(":： \t")))
        for line in found
        if line.text.strip(":： \t")
    ]
