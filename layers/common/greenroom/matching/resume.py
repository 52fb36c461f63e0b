"""Splits a résumé into passages: sentences under a heading, with the months of the job that they describe.

Text above the first heading is never read, because name, address, age and photo stand there.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from greenroom.matching.headings import Part, begin_of, inline_part, part_of
from greenroom.matching.months import span_of
from greenroom.matching.personal import is_instruction, is_personal
from greenroom.matching.tokens import folded_words

MOST_CHARACTERS = 50_000
_BULLET = re.compile(r"\s*(?:[•●▪◦‣·*»›✓➢➤–—-]|o(?=\s)|\d{1,2}[.)](?=\s))\s*")
_LABEL = re.compile(
    r"\W{0,20}(?:[\w/&-]{1,40}\s+){0,2}(?:technolog\w*|tech|stack|tools?|skills?|environment|keywords?|languages?|frameworks?|"
    r"platforms?|software|libraries|databases?|competenc\w*)(?:\s+\w+)?\s*[:：]",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;!?]+(?=\s+[^\sa-z])|;")
_CARRIES_ON = re.compile(
    r"(?:,|\b(?:and|or|with|in|on|of|the|a|an|for|to|by|using|from|at|as|via|&))\s*$", re.IGNORECASE
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME_END = re.compile(r"[,|·•–—(/\d@:]|\s-\s")
_FEWEST_NAMES, _MOST_NAMES = 2, 5
_TITLE_WORDS = 10
_TITLE_LINES = 2


@dataclass(frozen=True, slots=True)
class ResumeLine:
    """One line under a heading; `start` and `end` leave out bullets and blanks."""

    part: Part
    start: int
    end: int
    is_bullet: bool
    after_gap: bool
    """Whether the line follows a heading or an empty line."""
    months: range | None = None
    """The months of the job that the line belongs to."""
    has_dates: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence, as it is read and quoted."""

    part: Part
    start: int
    end: int
    months: range | None
    is_labelled: bool
    """Whether a label shows that the passage is a list: `Tools: …`."""
    has_dates: bool = False
    """Whether the passage contains the dates of its job."""


def passages_of(text: str, as_of: date) -> list[Passage]:
    """All passages of a résumé that are read. `present` in its dates means `as_of`."""
    lines = _with_months(text, list(_lines(text, as_of)))
    return [passage for joined in _joined(text, lines) for passage in _sentences(text, joined)]


def opening_name(text: str) -> tuple[str, ...]:
    """The words of the name that a résumé opens with; none if its first line gives no name of 2 to 5 words."""
    first = next((line for line in text[:MOST_CHARACTERS].splitlines() if line.strip()), "")
    if part_of(first) is not None or inline_part(first) is not None:
        return ()
    name = _NAME_END.split(first, maxsplit=1)[0]
    words = folded_words(name)
    return words if len(words) >= _FEWEST_NAMES and len(name.split()) <= _MOST_NAMES else ()


def _lines(text: str, as_of: date) -> Iterator[ResumeLine]:
    part: Part | None = None
    opening, gap = "", True
    for found in re.finditer(r"[^\n]+|\n(?=\n)", text[:MOST_CHARACTERS]):
        raw = found[0]
        if not raw.strip():
            gap = True
            continue
        begin = begin_of(raw, part)
        line_part, start = (begin.part, found.start() + begin.text_at) if begin else (part, found.start())
        part = begin.part if begin and begin.goes_on else part
        if begin and begin.text_at == len(raw):
            gap = True
            continue
        if line_part is None:
            opening = opening or _compared(raw)
            continue
        if line_part is Part.UNREAD or is_personal(raw) or _repeats(raw, opening):
            continue
        yield _line(text, line_part, start, found.end(), as_of, after_gap=gap)
        gap = False


def _line(text: str, part: Part, start: int, end: int, as_of: date, *, after_gap: bool) -> ResumeLine:
    bullet = _BULLET.match(text, start, end)
    inner = bullet.end() if bullet else start
    end -= len(text[inner:end]) - len(text[inner:end].rstrip())
    inner += len(text[inner:end]) - len(text[inner:end].lstrip())
    months = span_of(text[inner:end], as_of) if part is Part.WORK else None
    return ResumeLine(part, inner, end, bullet is not None, after_gap, months, months is not None)


def _compared(line: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", line.casefold()))


def _repeats(line: str, opening: str) -> bool:
    """Whether a line repeats the first line, as page headers do: `Ana Rao - page 2`."""
    return bool(opening) and _compared(line).removesuffix("page").strip().removeprefix("page").strip() == opening


def _with_months(text: str, lines: Sequence[ResumeLine]) -> list[ResumeLine]:
    """The lines, with the months of a job on each line from its title, above the dates, to the next title."""
    dated: list[ResumeLine] = []
    months: range | None = None
    for at, line in enumerate(lines):
        if line.part is not Part.WORK or (at and lines[at - 1].part is not Part.WORK):
            months = None
        if line.has_dates:
            months = line.months
            for back in range(_titles_above(text, lines, at)):
                dated[at - 1 - back] = replace(dated[at - 1 - back], months=months)
        dated.append(replace(line, months=months))
    return dated


def _titles_above(text: str, lines: Sequence[ResumeLine], at: int) -> int:
    """The number of lines above a line with dates that are its title, which follows a gap, a bullet or a full stop."""
    for count in range(1, min(_TITLE_LINES, at) + 1):
        top = at - count
        if not _is_title(text, lines[top], lines[top + 1]):
            return 0
        above = lines[top - 1] if top else None
        if lines[top].after_gap or above is None or above.is_bullet or text[above.end - 1] in ".;":
            return count
    return 0


def _is_title(text: str, line: ResumeLine, below: ResumeLine) -> bool:
    said = text[line.start : line.end]
    is_of_a_job = line.part is Part.WORK and not line.has_dates and not line.is_bullet and not below.after_gap
    looks_so = len(said.split()) <= _TITLE_WORDS and not said.endswith((".", ";", ",")) and not said[:1].islower()
    return is_of_a_job and looks_so


def _joined(text: str, lines: Sequence[ResumeLine]) -> Iterator[ResumeLine]:
    """The lines, each continuation joined to the line before it."""
    open_line: ResumeLine | None = None
    for line in lines:
        if open_line is not None and _goes_on(text, open_line, line):
            open_line = replace(open_line, end=line.end)
            continue
        if open_line is not None:
            yield open_line
        open_line = line
    if open_line is not None:
        yield open_line


def _goes_on(text: str, before: ResumeLine, line: ResumeLine) -> bool:
    if line.is_bullet or line.after_gap or line.part is not before.part or line.has_dates:
        return False
    if before.months != line.months or text[before.end : line.start].strip():
        return False
    said = text[before.start : before.end]
    return bool(_CARRIES_ON.search(said)) or (text[line.start].islower() and not said.endswith((".", ":", ";")))


def _sentences(text: str, line: ResumeLine) -> Iterator[Passage]:
    start = line.start
    ends = [found.end() for found in _SENTENCE_END.finditer(text, line.start, line.end)]
    is_labelled = _LABEL.match(text, line.start, line.end) is not None
    for end in [*ends, line.end]:
        said = text[start:end]
        if said.strip() and not is_instruction(said):
            begin = start + len(said) - len(said.lstrip())
            has_dates = line.has_dates and _YEAR.search(said) is not None
            yield Passage(line.part, begin, start + len(said.rstrip()), line.months, is_labelled, has_dates)
        start = end
