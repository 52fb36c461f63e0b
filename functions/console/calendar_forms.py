"""The forms of the calendar, which are validated like the API's requests."""

from datetime import date
from typing import Annotated, Any, Self

from pydantic import BeforeValidator

from greenroom.api.fields import Day
from greenroom.api.subjects.slots import SlotRequestModel
from greenroom.clock import ZoneName
from greenroom.clock import zone as zone_of
from greenroom.errors import ValidationError
from greenroom.rules.slots import WallTimes, Weekday, days_between, slot_times

FIELDS = (
    *("job_id", "day", "last_day", "start_time", "end_time"),
    *("timezone", "max_candidates", "ai_interview_type"),
)


def _as_list(value: Any) -> Any:
    return value.split() if isinstance(value, str) else value


class SlotForm(SlotRequestModel):
    """The fields of a form for a slot."""

    day: Day
    timezone: ZoneName

    def on_clock_of(self, zone: str) -> Self:
        """The same points in time in another time zone, because a slot that is dragged in one zone keeps its own zone.

        Raises ValidationError for a time that the clocks of `timezone` skip.
        """
        times = slot_times(WallTimes(self.day, self.start_time, self.end_time, self.timezone))
        starts, ends = (
            moment.astimezone(zone_of(zone)).replace(tzinfo=None) for moment in (times.starts_at, times.ends_at)
        )
        own = {"day": starts.date(), "start_time": starts.time(), "end_time": ends.time(), "timezone": zone}
        return self.model_copy(update=own)


class SlotsForm(SlotForm):
    """A slot on one day, or on weekdays up to another day."""

    last_day: Day | None = None
    weekdays: Annotated[tuple[str, ...], BeforeValidator(_as_list)] = ()

    def days(self) -> list[date]:
        """The day, or the chosen weekdays until the last day. Raises ValidationError, which names the field."""
        if self.last_day is None:
            return [self.day]
        known = {day.name: day for day in Weekday}
        chosen = frozenset(known[name] for name in self.weekdays if name in known) or frozenset(Weekday)
        try:
            days = days_between(self.day, self.last_day, chosen)
        except ValidationError as error:
            sentence = "The last day must lie after the first, and at most a year later."
            raise ValidationError.about("last_day", sentence) from error
        if not days:
            sentence = "None of these weekdays lies between the two days."
            raise ValidationError.about("last_day", sentence)
        return days
