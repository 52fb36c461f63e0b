"""The calendar: a week of slots and interviews, the form that makes slots, and the page of one slot."""

from urllib.parse import urlencode

from aws_lambda_powertools.event_handler import Response

from functions.console.app import ConsoleRequest, app, done, page, show
from functions.console.calendar_forms import FIELDS, SlotForm, SlotsForm
from functions.console.calendar_week import clock_changes, columns_of, known_zone, span_of, zones_offered
from functions.console.candidates import jobs_of
from functions.console.forms import problems_of, without_blanks
from functions.console.messages import Message
from functions.console.refusals import told
from greenroom.api.answers import STATUS_OF_CODE
from greenroom.api.forms import read_form
from greenroom.clock import zone as zone_of
from greenroom.errors import GreenroomError, ValidationError
from greenroom.identifiers import can_name, new_id
from greenroom.models.organisation import Role
from greenroom.models.slot import Slot
from greenroom.rules.slots import note_of
from greenroom.usecases.slots import change_slot, close_slot, create_slot, create_slots
from greenroom.wording import clock_beside, day_and_time, zone_label

PATH = "/console/calendar"


@page(PATH)
def calendar(request: ConsoleRequest) -> Response[str]:
    """A week or a day, in the organisation's time zone or another one."""
    return _week(request, {})


@page(PATH, "POST", role=Role.RECRUITER)
def add_slots(request: ConsoleRequest) -> Response[str]:
    """Make a slot on one day, or slots at the same local time on weekdays until another day.

    The form has the id of the first slot, so that a form that is sent twice makes the slots once.
    """
    typed = _typed(request)
    first_id = request.id_of_new("slot_id", "slot")
    try:
        made = _made(request, read_form(SlotsForm, without_blanks(typed) | _weekdays(request)), first_id)
    except GreenroomError as error:
        return _week(request, typed, error)
    first = made[0]
    there = _address(request, first, first.timezone)
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
    """One slot, with the form that changes it for members who may."""
    found = app.slots.get(request.caller.org_id, slot_id)
    return _slot_page(request, found, _fields_of(found))


@page(f"{PATH}/<slot_id>", "POST", role=Role.RECRUITER)
def save_slot(request: ConsoleRequest, slot_id: str) -> Response[str]:
    """Change or move a slot. Fields that the form leaves out keep their values."""
    before = app.slots.get(request.caller.org_id, slot_id)
    kept = _fields_of(before)
    typed = {name: request.sent(name) or kept[name] for name in kept}
    was_dragged = bool(request.sent("dragged"))
    try:
        form = read_form(SlotForm, typed)
        own = form.on_clock_of(before.timezone) if was_dragged else form
        after = change_slot(
            slot_id,
            own.as_request(),
            own.day,
            by=request.caller,
            slots=app.slots,
            jobs=app.jobs,
            organisations=app.organisations,
            expected_version=request.sent_version,
            now=request.now,
        )
    except GreenroomError as error:
        if was_dragged:
            back = _address(request, before, known_zone(typed["timezone"], before.timezone))
            return done(request, back, Message(told(error, "The time stays where it was.") or "", kind="warn"))
        return _slot_page(request, before, typed, error)
    there = _address(request, after, form.timezone if was_dragged else after.timezone)
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
    """Close a slot without bookings."""
    found = app.slots.get(request.caller.org_id, slot_id)
    there = _address(request, found, found.timezone)
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


def _address(request: ConsoleRequest, found: Slot, zone: str) -> str:
    """The address of the calendar at the slot's week or day, with the view and the filter that the form was sent
    from."""
    query = {
        "week": found.starts_at.astimezone(zone_of(zone)).date().isoformat(),
        "zone": zone,
        "view": request.sent("shown_view"),
        "job_id": found.job_id if request.sent("shown_job") == found.job_id else "",
    }
    return f"{PATH}?{urlencode(without_blanks(query))}"


def _week(request: ConsoleRequest, typed: dict[str, str], refused: GreenroomError | None = None) -> Response[str]:
    asked = request.query.get("zone", "")
    zone = known_zone(asked or typed.get("timezone"), request.organisation.policy.timezone)
    today = request.now.astimezone(zone_of(zone)).date()
    span = span_of(request.query.get("view", ""), request.query.get("week") or typed.get("day"), today)
    wanted = request.query.get("job_id", "")
    job_id = wanted if can_name(wanted) else ""
    jobs = jobs_of(request)
    columns = columns_of(request, span, zone, job_id, {job.job_id: job.job_title for job in jobs})
    return show(
        request,
        "calendar.html",
        status=STATUS_OF_CODE[refused.code] if refused else 200,
        columns=columns,
        clock_changes=clock_changes(span, zone),
        zone=zone,
        unknown_zone=asked if asked and asked != zone else None,
        zones=zones_offered(request.organisation.policy.timezone, columns),
        zone_words=zone_label(zone),
        local_now=f"{request.now.astimezone(zone_of(zone)):%Y-%m-%dT%H:%M:%S}",
        today=today,
        span=span,
        job_id=job_id,
        jobs=jobs,
        job_choices=[(job.job_id, job.job_title) for job in jobs],
        typed={"job_id": job_id, "timezone": zone, "max_candidates": "1", **typed},
        chosen_weekdays=request.form.get("weekdays", []),
        slot_id=request.sent("slot_id") or new_id("slot"),
        refused=told(refused, "Nothing was made."),
        refusals=refused.details if refused else (),
        problems=problems_of(refused if isinstance(refused, ValidationError) else None),
    )


def _noted(found: Slot) -> str:
    """The note about the slot's times, such as an end on the next day, to append to a sentence; empty without one."""
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
        back=_address(request, found, found.timezone),
        job_choices=_choices_of(request, found),
        typed=typed,
        refused=told(refused),
        problems=problems_of(refused if isinstance(refused, ValidationError) else None),
    )


def _choices_of(request: ConsoleRequest, found: Slot) -> list[tuple[str, str]]:
    choices = [(job.job_id, job.job_title) for job in jobs_of(request)]
    is_among = any(job_id == found.job_id for job_id, _ in choices)
    return choices if is_among else [(found.job_id, "An older job"), *choices]
