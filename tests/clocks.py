"""Clocks for tests, with an offset to the real time or standing still, and the days on which Europe's clocks change."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from greenroom.clock import utc_now

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, monthrange(year, month)[1])
    return last - timedelta(days=(last.weekday() + 1) % 7)


NEXT_YEAR = datetime.now(UTC).year + 1
CLOCKS_GO_FORWARD = last_sunday(NEXT_YEAR, 3)
CLOCKS_GO_BACK = last_sunday(NEXT_YEAR, 10)


@dataclass
class Clock:
    """The real time with an offset."""

    shift: timedelta = timedelta()

    def __call__(self) -> datetime:
        return utc_now() + self.shift

    def forward(self, **by: float) -> None:
        self.shift += timedelta(**by)

    def to(self, moment: datetime) -> None:
        """Set the clock, forward or back."""
        self.shift = moment - utc_now()


@dataclass
class StandingClock:
    """A clock that stands still until it is moved; each pause moves it."""

    now: datetime = NOON
    paused: list[float] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        """The time as a number of seconds, as time.monotonic gives it."""
        return self.now.timestamp()

    def pass_seconds(self, seconds: float) -> None:
        """Move the clock, as a pause does."""
        self.paused.append(seconds)
        self.now += timedelta(seconds=seconds)
