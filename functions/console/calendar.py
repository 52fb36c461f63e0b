"""The calendar: a week of times and interviews, the form that makes times, and what is done with one of them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from aws_lambda_powertools.event_handler import Response
from pydantic import TypeAdapter
from pydantic import ValidationError as PydanticError

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.calendar_forms import FIELDS, SlotForm, SlotsForm
from functions.console.candidates import jobs_of
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.fields import Day
from greenroom.api.forms import read_form
from greenroom.clock import ZoneName, from_local_or_after
from greenroom.clock import zone as zone_of
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import can_name, new_id
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.organisation import Role
from greenroom.models.slot import Slot
from greenroom.rules.slots import note_of
from greenroom.usecases.interviews import InterviewFilter, list_interviews
from greenroom.usecases.periods import Period
from greenroom.usecases.slots import SlotFilter, change_slot, close_slot, create_slot, create_slots, list_slots
from greenroom.wording import clock_beside, clock_words, day_and_time, day_words, from_to, zone_label

PATH = "/console/calendar"
MOST_SLOTS = 300
MOST_INTERVIEWS = 100
FURTHEST_DAYS = 4_000
TAKES_PLACE = frozenset({InterviewStatus.SCHEDULED, InterviewStatus.IN_PROGRESS, InterviewStatus.COMPLETED})


@dataclass(frozen=True)
class SlotLine:
    """A slot in a week, in the zone in which the week is shown."""

    slot: Slot
    clock: str
    job_title: str
    starts: str
    """Local date and time without a zone, as the calendar's script reads it."""
    ends: str
    is_past: bool

    @property
    def seats(self) -> str:
        return f"{self.slot.current_bookings}/{self.slot.max_candidates}"


@dataclass(frozen=True)
class InterviewLine:
    """A booked interview in a week."""

    interview: Interview
    clock: str


@dataclass(frozen=True)
class DayColumn:
    """A day of the week with what is on it."""

    day: date
    words: str
    is_today: bool
    slots: list[SlotLine]
    interviews: list[InterviewLine]


@page(PATH)
def calendar(request: ConsoleRequest) -> Response[str]:
    """A week, in the organisation's zone or another."""
    return _week(request, {})


@page(PATH, "POST", role=Role.RECRUITER)
def add_slots(request: ConsoleRequest) -> Response[str]:
    """Make a slot on one day, or at the same local time on weekdays up to another. The form carries the id."""
    typed = _typed(request)
    first_id = request.sent("slot_id") or new_id("slot")
    try:
        made = _made(request, read_form(SlotsForm, without_blanks(typed) | _weekdays(request)), first_id)
    except GreenroomError as error:
        return _week(request, typed, error)
    first = made[0]
    there = _address(made[0].interview_date, first.timezone, request.query.get("job_id", ""))
    when = day_and_time(first.starts_at, first.timezone)
    if len(made) > 1:
        return done(request, there, Message(f"{len(made)} times are open, the first on {when}.{_noted(first)}"))
    message = Message(
        f"A time is open: {when}, until {clock_beside(first.ends_at, first.starts_at, first.timezone)}.{_noted(first)}",
        undo_action=f"{PATH}/{first.slot_id}/close",
        undo_fields={"back": there},
    )
    return done(request, there, message)


@page(f"{PATH}/<slot_id>")
def slot(request: ConsoleRequest, slot_id: str) -> Response[str]:
    """One slot, and for who may the form that changes it."""
    found = app.slots.get(request.caller.org_id, slot_id)
    return _slot_page(request, found, _fields_of(found))


@page(f"{PATH}/<slot_id>", "POST", role=Role.RECRUITER)
def save_slot(request: ConsoleRequest, slot_id: str) -> Response[str]:
    """Change a slot, also by moving it. What the form leaves out stays."""
    before = app.slots.get(request.caller.org_id, slot_id)
    kept = _fields_of(before)
    typed = {name: request.sent(name) or kept[name] for name in kept}
    try:
        form = read_form(SlotForm, typed)
        after = change_slot(
            slot_id,
            form.as_request(),
            form.day,
            by=request.caller,
            slots=app.slots,
            jobs=app.jobs,
            organisations=app.organisations,
            expected_version=request.sent_version,
            now=request.now,
        )
    except GreenroomError as error:
        return _slot_page(request, before, typed, error)
    there = _address(after.interview_date, after.timezone, "")
    until = clock_beside(after.ends_at, after.starts_at, after.timezone)
    message = Message(
        f"The time is {day_and_time(after.starts_at, after.timezone)}, until {until}, for {after.max_candidates}."
        f"{_noted(after)}",
        undo_action=f"{PATH}/{slot_id}",
        undo_fields=kept | {"version": str(after.version)},
    )
    return done(request, there, message)


@page(f"{PATH}/<slot_id>/close", "POST", role=Role.RECRUITER)
def close(request: ConsoleRequest, slot_id: str) -> Response[str]:
    """Close a slot that nobody booked."""
    found = app.slots.get(request.caller.org_id, slot_id)
    there = _address(found.interview_date, found.timezone, "")
    try:
        close_slot(slot_id, by=request.caller, slots=app.slots, expected_version=None, now=request.now)
    except GreenroomError as error:
        return done(request, there, Message(error.message, kind="warn"))
    return done(request, there, Message(f"The time on {day_and_time(found.starts_at, found.timezone)} is closed."))


def _made(request: ConsoleRequest, form: SlotsForm, first_id: str) -> list[Slot]:
    asked, days = form.as_request(), form.days()
    if len(days) == 1:
        one = create_slot(
            first_id,
            asked,
            days[0],
            by=request.caller,
            slots=app.slots,
            jobs=app.jobs,
            organisations=app.organisations,
            now=request.now,
        )
        return [one]
    return create_slots(
        first_id,
        asked,
        days,
        by=request.caller,
        slots=app.slots,
        jobs=app.jobs,
        organisations=app.organisations,
        now=request.now,
    )


def _typed(request: ConsoleRequest) -> dict[str, str]:
    return {name: request.sent(name) for name in FIELDS}


def _weekdays(request: ConsoleRequest) -> dict[str, str]:
    chosen = [day for day in request.form.get("weekdays", ()) if day]
    return {"weekdays": " ".join(chosen)} if chosen else {}


def _fields_of(found: Slot) -> dict[str, str]:
    return {
        "job_id": found.job_id,
        "day": found.interview_date.isoformat(),
        "start_time": f"{found.start_time:%H:%M}",
        "end_time": f"{found.end_time:%H:%M}",
        "timezone": found.timezone,
        "max_candidates": str(found.max_candidates),
        "ai_interview_type": found.ai_interview_type.value,
    }


def _address(day: date, zone: str, job_id: str) -> str:
    return f"{PATH}?week={day.isoformat()}&zone={zone}" + (f"&job_id={job_id}" if job_id else "")


def _zone(request: ConsoleRequest, typed: dict[str, str]) -> str:
    """The zone of the address, or the organisation's."""
    wanted = request.query.get("zone") or typed.get("timezone")
    try:
        return TypeAdapter(ZoneName).validate_python(wanted) if wanted else request.organisation.policy.timezone
    except PydanticError:
        return request.organisation.policy.timezone


def _monday(wanted: str | None, today: date) -> date:
    """The first day of the week of that day; of the present week for what is no day, or one that nobody plans."""
    try:
        day = TypeAdapter(Day).validate_python(wanted) if wanted else today
    except PydanticError:
        day = today
    if abs((day - today).days) > FURTHEST_DAYS:
        day = today
    return day - timedelta(days=day.weekday())


def _week(request: ConsoleRequest, typed: dict[str, str], refused: GreenroomError | None = None) -> Response[str]:
    zone = _zone(request, typed)
    today = request.now.astimezone(zone_of(zone)).date()
    first = _monday(request.query.get("week") or typed.get("day"), today)
    wanted = request.query.get("job_id", "")
    job_id = wanted if can_name(wanted) else ""
    jobs = jobs_of(request)
    columns = _columns(request, first, zone, job_id, {job.job_id: job.job_title for job in jobs})
    return show(
        request,
        "calendar.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        columns=columns,
        zone=zone,
        zone_words=zone_label(zone),
        today=today,
        first=first,
        before=first - timedelta(days=7),
        after=first + timedelta(days=7),
        words=f"{day_words(first)} to {day_words(first + timedelta(days=6))}",
        job_id=job_id,
        jobs=jobs,
        job_choices=[(job.job_id, job.job_title) for job in jobs],
        typed={"job_id": job_id, "timezone": zone, "max_candidates": "1", **typed},
        chosen_weekdays=request.form.get("weekdays", []),
        slot_id=request.sent("slot_id") or new_id("slot"),
        refused=refused,
        problems=problems_of(refused if isinstance(refused, ValidationError) else None),
    )


def _columns(request: ConsoleRequest, first: date, zone: str, job_id: str, titles: dict[str, str]) -> list[DayColumn]:
    """The seven days from `first`: a query and a read for the slots, and the same for the interviews."""
    since, until = (from_local_or_after(day, time(), zone) for day in (first, first + timedelta(days=7)))
    slots = list_slots(
        SlotFilter(job_id or None, since, until),
        by=request.caller,
        slots=app.slots,
        limit=MOST_SLOTS,
        position=None,
        now=request.now,
    ).items
    interviews = list_interviews(
        InterviewFilter(job_id=job_id or None, period=Period(since, until)),
        by=request.caller,
        interviews=app.interviews,
        limit=MOST_INTERVIEWS,
        position=None,
    ).items
    today = request.now.astimezone(zone_of(zone)).date()
    columns = {day: DayColumn(day, day_words(day), day == today, [], []) for day in _days(first)}
    for one in slots:
        columns[_local(one.starts_at, zone).date()].slots.append(_slot_line(one, zone, titles, request.now))
    for held in sorted(interviews, key=lambda each: each.started_at or request.now):
        if held.status in TAKES_PLACE and held.started_at is not None:
            line = InterviewLine(held, clock_words(held.started_at, zone))
            columns[_local(held.started_at, zone).date()].interviews.append(line)
    return list(columns.values())


def _days(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(7)]


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(zone_of(zone))


def _slot_line(found: Slot, zone: str, titles: dict[str, str], now: datetime) -> SlotLine:
    return SlotLine(
        found,
        from_to(found.starts_at, found.ends_at, zone),
        titles.get(found.job_id, "An older job"),
        f"{_local(found.starts_at, zone):%Y-%m-%dT%H:%M}",
        f"{_local(found.ends_at, zone):%Y-%m-%dT%H:%M}",
        found.ends_at <= now,
    )


def _noted(found: Slot) -> str:
    """What was decided about its times, to follow another sentence."""
    note = note_of(found)
    return f" {note}" if note else ""


def _slot_page(
    request: ConsoleRequest, found: Slot, typed: dict[str, str], refused: GreenroomError | None = None
) -> Response[str]:
    return show(
        request,
        "slot.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        slot=found,
        when=day_and_time(found.starts_at, found.timezone),
        until=clock_beside(found.ends_at, found.starts_at, found.timezone),
        back=_address(found.interview_date, found.timezone, ""),
        job_choices=_choices_of(request, found),
        typed=typed,
        refused=refused,
        problems=problems_of(refused if isinstance(refused, ValidationError) else None),
    )


def _choices_of(request: ConsoleRequest, found: Slot) -> list[tuple[str, str]]:
    choices = [(job.job_id, job.job_title) for job in jobs_of(request)]
    is_among = any(job_id == found.job_id for job_id, _ in choices)
    return choices if is_among else [(found.job_id, "An older job"), *choices]
