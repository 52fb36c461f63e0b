"""Finds spans of months in a line of a résumé: `Jan 2022 - present`, `Jul '16 to May '18`, `2016-2018`."""

import re
from dataclasses import dataclass
from datetime import date

_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_NAMES.split())}
_MONTH = r"(?P<{0}m>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{{0,12}}\.?,?\s*['’]?"
_POINT = (
    r"(?:"
    + _MONTH
    + r"|(?P<{0}n>0?[1-9]|1[0-2])\s?[/.-]\s?)?(?P<{0}y>(?:19|20)\d\d|(?<=[a-z.,\s]['’])\d\d(?!\d))"
    + r"(?:[/.-](?P<{0}i>0[1-9]|1[0-2])(?!\d)|\.(?P<{0}d>[1-9])(?!\d)"
    + r"|\s?[年년](?:\s?(?P<{0}k>0?[1-9]|1[0-2])\s?[月월])?)?"
)
_SPAN = re.compile(
    r"(?<![\d/])"
    + _POINT.format("a")
    + r"\s*(?:[-–—−~〜～至]|\bto\b|\buntil\b|\btill\b|\bbis\b)\s*(?:"
    + _POINT.format("b")
    + r"|(?P<now>present|now|today|current(?:ly)?|date|ongoing|till date|"
    r"heute|aujourd['’]hui|présent|actualidad|presente|oggi|heden|至今|现在|現在|현재))",
    re.IGNORECASE,
)
_FIRST_YEAR = 1950


def month_number(day: date) -> int:
    """Months since the year 0."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True)
class FoundMonths:
    """A span of months and its place in its line."""

    months: range
    start: int
    end: int
    has_first_month: bool
    """Whether the beginning names a month, and not only a year."""
    has_last_month: bool
    goes_on: bool
    """Whether the span ends with `present` or a similar word."""


def months_in(line: str, as_of: date) -> FoundMonths | None:
    """The first span of months in a line, cut off after `as_of`; None if the line has no possible span."""
    found = _SPAN.search(line)
    if found is None:
        return None
    first = _point(found, "a", at_end=False)
    last = month_number(as_of) if found["now"] else _point(found, "b", at_end=True)
    last = min(last, month_number(as_of))
    if not _FIRST_YEAR * 12 <= first <= last:
        return None
    return FoundMonths(
        range(first, last + 1),
        found.start(),
        found.end(),
        _names_month(found, "a"),
        _names_month(found, "b"),
        goes_on=bool(found["now"]),
    )


def span_of(line: str, as_of: date) -> range | None:
    """The months of the first span in a line, cut off after `as_of`; None if the line has no possible span."""
    found = months_in(line, as_of)
    return found.months if found is not None else None


def _names_month(found: re.Match[str], which: str) -> bool:
    return bool(found[f"{which}m"] or _number(found, which))


def _number(found: re.Match[str], which: str) -> str | None:
    """The digits that give a month, if any: `04.2018`, `2018-04`, `2018年4月`, `2018.4`."""
    return next((number for kind in "nikd" if (number := found[f"{which}{kind}"])), None)


def _point(found: re.Match[str], which: str, *, at_end: bool) -> int:
    """The month of one end of a span. A year alone means January at the beginning and December at the end."""
    year, name = int(found[f"{which}y"]), found[f"{which}m"]
    if year < 100:
        year += 2000 if year < _FIRST_YEAR % 100 else 1900
    number = _number(found, which)
    if name:
        return year * 12 + _MONTHS[name[:3].lower()]
    if number:
        return year * 12 + int(number) - 1
    return year * 12 + (11 if at_end else 0)
