"""Times, zones and durations as people say them, in English: for pages and e-mails alike."""

import unicodedata
from datetime import date, datetime

from greenroom.clock import zone as zone_of

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# IANA names a zone by a city. Where people name the time by their country, or the name in the database is an old or
# unaccented spelling, it stands here; every other name is made by rule.
PLACES = {
    "Asia/Kolkata": "India",
    "Asia/Calcutta": "India",
    "Asia/Tokyo": "Japan",
    "Asia/Shanghai": "China",
    "PRC": "China",
    "Asia/Seoul": "South Korea",
    "ROK": "South Korea",
    "ROC": "Taiwan",
    "Asia/Karachi": "Pakistan",
    "Asia/Dhaka": "Bangladesh",
    "Asia/Kathmandu": "Nepal",
    "Asia/Katmandu": "Nepal",
    "Asia/Colombo": "Sri Lanka",
    "Asia/Jerusalem": "Israel",
    "Asia/Ho_Chi_Minh": "Vietnam",
    "Asia/Saigon": "Vietnam",
    "Asia/Rangoon": "Yangon",
    "America/Sao_Paulo": "São Paulo",
    "America/Bogota": "Bogotá",
    "Antarctica/DumontDUrville": "Dumont d'Urville",
    "Europe/Kiev": "Kyiv",
    "GB": "the United Kingdom",
    "GB-Eire": "the United Kingdom",
    "NZ": "New Zealand",
}
CONTINENTS = frozenset(
    {
        *("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic"),
        *("Australia", "Europe", "Indian", "Pacific"),
    }
)
STATES = frozenset({"Indiana", "Kentucky", "North_Dakota"})
UTC_NAMES = frozenset({"UTC", "UCT", "GMT", "GMT0", "GMT+0", "GMT-0", "Greenwich", "Universal", "Zulu"})


def _offset_name(zone: str) -> str | None:
    """`UTC`, `UTC+5`: what zones without a place are called; None for a zone of a place."""
    name = zone.removeprefix("Etc/")
    if name in UTC_NAMES:
        return "UTC"
    if zone.startswith("Etc/GMT"):
        # The sign in these names is that of POSIX: Etc/GMT+5 is five hours behind UTC.
        hours = int(zone.removeprefix("Etc/GMT"))
        return f"UTC{-hours:+d}"
    return name if "/" not in name and name.isupper() and name not in PLACES else None


def _place(zone: str) -> str:
    if zone in PLACES:
        return PLACES[zone]
    area, *inner = zone.split("/")
    if not inner:
        return area.replace("_", " ")
    city = inner[-1]
    if area not in CONTINENTS:
        return f"{area} {city}".replace("_", " ")
    if len(inner) > 1 and inner[0] in STATES:
        city = f"{city}, {inner[0]}"
    return city.replace("_", " ")


def zone_label(zone: str) -> str:
    """`India time` for Asia/Kolkata, `Berlin time` for Europe/Berlin, `UTC` for UTC."""
    return _offset_name(zone) or f"{_place(zone).removeprefix('the ')} time"


def in_zone(zone: str) -> str:
    """The words after a local time that name its zone: `in Berlin`, `in India`, or only `UTC`."""
    return _offset_name(zone) or f"in {_place(zone)}"


def day_words(day: date) -> str:
    """`Friday, 27 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]}, {day.day} {MONTHS[day.month - 1]} {day.year}"


def clock_words(moment: datetime, zone: str) -> str:
    """`14:30` in a zone."""
    return f"{moment.astimezone(zone_of(zone)):%H:%M}"


def _which_of_both(moment: datetime, zone: str) -> str:
    """Says which one is meant where the clocks show a time twice in autumn; empty on all other days."""
    local = moment.astimezone(zone_of(zone))
    if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
        return ""
    return ", after the clocks go back" if local.fold else ", before the clocks go back"


def local_day(moment: datetime, zone: str) -> str:
    """The day of a moment in a zone: `Friday, 27 November 2026`."""
    return day_words(moment.astimezone(zone_of(zone)).date())


def time_and_zone(moment: datetime, zone: str) -> str:
    """`14:30 India time`; an hour that comes twice in autumn says which of both it is."""
    return f"{clock_words(moment, zone)} {zone_label(zone)}{_which_of_both(moment, zone)}"


def clock_beside(moment: datetime, beside: datetime, zone: str, *, names_zone: bool = False) -> str:
    """`14:30`, next to another moment whose day is said already; `00:30 on Saturday, 28 November` on another day."""
    words = time_and_zone(moment, zone) if names_zone else f"{clock_words(moment, zone)}{_which_of_both(moment, zone)}"
    there = zone_of(zone)
    day = moment.astimezone(there).date()
    return words if day == beside.astimezone(there).date() else f"{words} on {day_words(day).rpartition(' ')[0]}"


def from_to(starts_at: datetime, ends_at: datetime, zone: str, *, names_zone: bool = False) -> str:
    """`14:30 to 15:15`, where the day of the start is said already."""
    start = clock_beside(starts_at, starts_at, zone)
    return f"{start} to {clock_beside(ends_at, starts_at, zone, names_zone=names_zone)}"


def day_and_time(moment: datetime, zone: str) -> str:
    """`Friday, 27 November 2026, 14:30 India time`."""
    return f"{local_day(moment, zone)}, {time_and_zone(moment, zone)}"


def own_time(moment: datetime, slot_zone: str, own_zone: str | None) -> str | None:
    """`10:00 in Berlin`: the same moment where the candidate is, with the day where that differs.

    None where the candidate's clock shows the same as the slot's, or their zone is not known.
    """
    if own_zone is None:
        return None
    there, here = moment.astimezone(zone_of(slot_zone)), moment.astimezone(zone_of(own_zone))
    if there.utcoffset() == here.utcoffset():
        return None
    words = f"{clock_words(moment, own_zone)} {in_zone(own_zone)}{_which_of_both(moment, own_zone)}"
    return words if there.date() == here.date() else f"{local_day(moment, own_zone)}, {words}"


def both_times(moment: datetime, slot_zone: str, own_zone: str | None) -> str:
    """`Friday, 27 November 2026, 14:30 India time (10:00 in Berlin)`; the second only where it differs."""
    own = own_time(moment, slot_zone, own_zone)
    words = day_and_time(moment, slot_zone)
    return f"{words} ({own})" if own else words


def _counted(count: int, thing: str) -> str:
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def duration_words(minutes: float) -> str:
    """`45 minutes`, `1 hour 30 minutes`, `24 hours`, `3 days`: whole minutes; days only from two on."""
    whole = max(0, round(minutes))
    if whole >= 2 * 24 * 60 and whole % (24 * 60) == 0:
        return _counted(whole // (24 * 60), "day")
    hours, rest = divmod(whole, 60)
    parts = [_counted(hours, "hour")] if hours else []
    if rest or not hours:
        parts.append(_counted(rest, "minute"))
    return " ".join(parts)


FIRST_STRONG_ISOLATE, POP_DIRECTIONAL_ISOLATE = "\u2068", "\u2069"


def isolated(words: str) -> str:
    """Words of a person within a sentence of ours: what is written from right to left does not turn the rest around.

    For where no markup can stand; pages have `<bdi>`.
    """
    is_turning = any(unicodedata.bidirectional(character) in {"R", "AL"} for character in words)
    return f"{FIRST_STRONG_ISOLATE}{words}{POP_DIRECTIONAL_ISOLATE}" if is_turning else words
