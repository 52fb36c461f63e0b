"""Time: stored and answered in UTC (RFC 3339, `Z`), entered as local date, time and IANA zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Annotated, NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, Field, PlainSerializer, WithJsonSchema


def utc_now() -> datetime:
    """The current time in UTC, cut to milliseconds, so that a stored time is equal when it is read."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def rfc3339(moment: datetime) -> str:
    """`2026-11-27T09:00:00Z`; milliseconds only where there are any, so equal times are equal strings."""
    utc = moment.astimezone(UTC)
    return utc.isoformat(timespec="milliseconds" if utc.microsecond else "seconds").replace("+00:00", "Z")


def sortable(moment: datetime) -> str:
    """A fixed-width UTC string whose order is the order in time: for sort keys and `due_at`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _to_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("is outside the years 1 to 9999") from error


UtcTime = Annotated[
    AwareDatetime,
    AfterValidator(_to_utc),
    PlainSerializer(rfc3339, return_type=str, when_used="json-unless-none"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A point in time: any offset comes in, UTC goes out."""


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    # `zoneinfo.available_timezones` opens every zone file of the system; the package that we ship has them listed.
    from importlib.resources import files  # noqa: PLC0415 (only who enters a zone needs it)

    return frozenset(files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()) - {"Factory"}


def zone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises ValueError with a sentence for anything else (also for paths)."""
    try:
        if name in _zone_names():
            return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        pass
    raise ValueError(f"{name!r} is not an IANA time zone. Use a name like Asia/Kolkata or Europe/Berlin.")


def is_zone(name: str) -> bool:
    """Whether there is an IANA zone of that name."""
    return name in _zone_names()


def _known_zone(name: str) -> str:
    return zone(name).key


ZoneName = Annotated[str, AfterValidator(_known_zone), Field(json_schema_extra={"format": "iana-time-zone"})]


class NonexistentLocalTimeError(ValueError):
    """The clocks skip this local time (the spring gap)."""

    def __init__(self, local: datetime, zone_name: str) -> None:
        super().__init__(
            f"{local:%Y-%m-%d %H:%M} does not exist in {zone_name}: the clocks go forward over it. Choose another time."
        )


class LocalMoment(NamedTuple):
    """A local time as UTC; `ambiguous` where the clocks show it twice, then the earlier of both is meant."""

    utc: datetime
    ambiguous: bool


def from_local(day: date, at: time, zone_name: str) -> LocalMoment:
    """UTC for a wall-clock time in a zone.

    Raises NonexistentLocalTimeError for a time in the spring gap. Of a time that exists twice in autumn the earlier
    is taken (PEP 495, fold=0) and the answer says so.
    """
    tz = zone(zone_name)
    local = datetime.combine(day, at.replace(tzinfo=None))
    first = local.replace(tzinfo=tz, fold=0)
    second = local.replace(tzinfo=tz, fold=1)
    utc = _to_utc(first)
    if utc.astimezone(tz).replace(tzinfo=None) != local:
        raise NonexistentLocalTimeError(local, zone_name)
    return LocalMoment(utc, ambiguous=first.utcoffset() != second.utcoffset())


def from_local_or_after(day: date, at: time, zone_name: str) -> datetime:
    """UTC for a wall-clock time, or where the clocks skip it, for the moment at which they do. Raises ValueError."""
    return _to_utc(datetime.combine(day, at, tzinfo=zone(zone_name)))


def day_of(now: datetime, zone_name: str) -> tuple[datetime, datetime]:
    """The beginning and end, in UTC, of the present day in a zone. A day with a clock change has 23 or 25 hours."""
    today = now.astimezone(zone(zone_name)).date()
    tomorrow = today + timedelta(days=1)
    return from_local_or_after(today, time(), zone_name), from_local_or_after(tomorrow, time(), zone_name)
