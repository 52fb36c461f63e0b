"""Finds jobs by their dates: a line with a span of months begins a job, together with the lines that name it."""

import re
from datetime import date

from greenroom.matching.months import FoundMonths, months_in
from greenroom.models.profile import Found, JobOfProfile, Section, SectionKind
from greenroom.profiles.sections import SectionLine, lines_below_heading

_BULLET = re.compile(r"[•●▪◦‣·*»›✓➢➤–—-]\s|o\s|\d{1,2}[.)]\s")
_AROUND = " \t|,;:()[]–—-•·"
_MOST_WORDS = 12
_MOST_TITLES = 2
MOST_JOBS = 50


def jobs_in(text: str, sections: tuple[Section, ...], as_of: date) -> tuple[JobOfProfile, ...]:
    """The jobs of all sections about work, in the order of the text."""
    found = [
        job
        for section in sections
        if section.kind is SectionKind.WORK
        for job in _jobs_of(lines_below_heading(text, section), as_of)
    ]
    return tuple(found[:MOST_JOBS])


def _jobs_of(lines: list[SectionLine], as_of: date) -> list[JobOfProfile]:
    dated = [(at, months) for at, line in enumerate(lines) if (months := months_in(line.text, as_of)) is not None]
    begins: list[tuple[int, int, FoundMonths, tuple[Found, ...]]] = []
    taken = -1
    for at, months in dated:
        titles, first, last = _titles(lines, at, months, taken)
        if titles:
            begins.append((first, at, months, titles))
            taken = last
    jobs: list[JobOfProfile] = []
    for number, (first, at, months, titles) in enumerate(begins):
        following = begins[number + 1][0] if number + 1 < len(begins) else len(lines)
        jobs.append(_job(lines, at, months, titles, first, following - 1))
    return jobs


def _titles(lines: list[SectionLine], at: int, months: FoundMonths, taken: int) -> tuple[tuple[Found, ...], int, int]:
    """The titles of the job whose dates stand in line `at`, and the indexes of its first and last heading line."""
    own = _beside(lines[at], months)
    first = last = at
    titles = [own] if own else []
    above = at - 1
    while len(titles) < _MOST_TITLES and above > taken and _is_title(lines[above]) and (not own or above == at - 1):
        if own and above > 0 and not _begins(lines, above, taken):
            break
        titles.insert(0, _whole(lines[above]))
        first = above
        above -= 1
    below = at + 1
    if len(titles) < _MOST_TITLES and below < len(lines) and _is_title(lines[below]) and (own or not titles):
        titles.append(_whole(lines[below]))
        last = below
    return tuple(titles), first, last


def _begins(lines: list[SectionLine], at: int, taken: int) -> bool:
    """Whether a job may begin at a line: above it is another job's heading, a bullet or the end of a sentence."""
    above = lines[at - 1]
    return at - 1 == taken or bool(_BULLET.match(above.text)) or above.text.endswith((".", ";"))


def _is_title(line: SectionLine) -> bool:
    words = line.text.split()
    is_short = len(words) <= _MOST_WORDS and not line.text.endswith((".", ";", ","))
    return is_short and not _BULLET.match(line.text) and not line.text[0].islower()


def _whole(line: SectionLine) -> Found:
    return Found(value=line.text, start=line.start, end=line.end)


def _beside(line: SectionLine, months: FoundMonths) -> Found | None:
    """The text before or after the dates of a line, whichever is longer; None if it has fewer than two letters."""
    parts = ((line.text[: months.start], 0), (line.text[months.end :], months.end))
    said, offset = max(parts, key=lambda part: len(part[0].strip(_AROUND)))
    inner = said.strip(_AROUND)
    if sum(letter.isalpha() for letter in inner) < 2:
        return None
    start = line.start + offset + said.index(inner)
    return Found(value=inner, start=start, end=start + len(inner))


def _job(
    lines: list[SectionLine], at: int, months: FoundMonths, titles: tuple[Found, ...], first: int, last: int
) -> JobOfProfile:
    line = lines[at]
    dates = line.text[months.start : months.end]
    return JobOfProfile(
        titles=titles,
        dates=Found(value=dates, start=line.start + months.start, end=line.start + months.end),
        starts=_written(months.months.start, has_month=months.has_first_month),
        ends=None if months.goes_on else _written(months.months.stop - 1, has_month=months.has_last_month),
        start=lines[first].start,
        end=lines[max(first, last)].end,
    )


def _written(month: int, *, has_month: bool) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}" if has_month else f"{month // 12:04}"
