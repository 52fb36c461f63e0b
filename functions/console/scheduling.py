"""The form that schedules an interview: a free time as a button, or a date, a time and a zone."""

import re
from copy import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, NamedTuple

from pydantic import Field

from functions.console.days import by_day
from functions.console.forms import ContactForm, contact_of_form
from greenroom.api.fields import WHOLE, Day, Identifier, JobId, Note, WallTime
from greenroom.clock import NonexistentLocalTimeError, ZoneName, from_local
from greenroom.errors import ValidationError
from greenroom.models.caller import INTERVIEWERS, Caller
from greenroom.models.candidate import Candidate
from greenroom.models.interview import Interviewer, InterviewType, Provider
from greenroom.models.slot import AiInterviewType
from greenroom.rules.email_addresses import email_address
from greenroom.usecases.create_interview import InterviewRequest, OwnTime
from greenroom.usecases.slots import SlotFilter, list_slots
from greenroom.wording import from_to, local_day, own_time

if TYPE_CHECKING:
    from greenroom.adapters.slots import Slots

TIMES_OFFERED = 40
DEFAULT_MINUTES = 45


class ScheduleForm(ContactForm):
    """The fields of the scheduling form."""

    job_id: JobId
    interview_type: InterviewType = InterviewType.AI
    ai_interview_type: AiInterviewType = AiInterviewType.TECHNICAL
    slot_id: Identifier | None = None
    day: Day | None = None
    start: WallTime | None = None
    zone: ZoneName | None = None
    minutes: Annotated[int, Field(ge=5, le=720), WHOLE] = DEFAULT_MINUTES
    provider: Provider | None = None
    location: Note | None = None
    interviewer_email: Annotated[str, Field(max_length=1_100)] | None = None
    """Up to four addresses, separated by commas."""
    booking_notes: Note | None = None


class FreeTimeButton(NamedTuple):
    """A slot with a free seat, for a button."""

    slot_id: str
    day: str
    words: str
    elsewhere: str | None
    """The start in the candidate's time zone; None if the clocks show the same."""
    seats: str


def free_times(
    job_id: str, candidate: Candidate, *, by: Caller, slots: "Slots", now: datetime
) -> list[tuple[str, list[FreeTimeButton]]]:
    """The job's next free slots by day, each in its own zone: one query and one read."""
    found = list_slots(
        SlotFilter(job_id, now, available=True), by=by, slots=slots, limit=TIMES_OFFERED, position=None, now=now
    )
    times = [
        FreeTimeButton(
            slot.slot_id,
            local_day(slot.starts_at, slot.timezone),
            from_to(slot.starts_at, slot.ends_at, slot.timezone, names_zone=True),
            own_time(slot.starts_at, slot.timezone, candidate.timezone),
            f"{slot.current_bookings}/{slot.max_candidates}",
        )
        for slot in found.items
    ]
    return by_day(times)


def interview_request(form: ScheduleForm, candidate_id: str, default_zone: str) -> InterviewRequest:
    """The request of the form. Raises ValidationError, which names the field, also for a time that the clocks skip."""
    own_time = None if form.slot_id else _own_time(form, default_zone)
    return replace(request_without_time(form, candidate_id), slot_id=form.slot_id, own_time=own_time)


def request_without_time(form: ScheduleForm, candidate_id: str) -> InterviewRequest:
    """The request of the form without a time, which the candidate will choose. Raises ValidationError naming the
    field."""
    is_online, is_offline = form.interview_type is InterviewType.ONLINE, form.interview_type is InterviewType.OFFLINE
    if is_offline and form.location is None:
        raise ValidationError.about("location", "Say where the interview takes place.")
    return InterviewRequest(
        candidate_id=candidate_id,
        job_id=form.job_id,
        interview_type=form.interview_type,
        provider=form.provider if is_online else None,
        location=form.location if is_offline else None,
        interviewers=_interviewers(form.interviewer_email or ""),
        booking_notes=form.booking_notes,
        contact=contact_of_form(form),
    )


def _interviewers(text: str) -> tuple[Interviewer, ...]:
    addresses = [one for one in re.split(r"[\s,;]+", text) if one]
    if len(addresses) > len(INTERVIEWERS):
        raise ValidationError.about("interviewer_email", f"At most {len(INTERVIEWERS)} people interview.")
    people: dict[str, Interviewer] = {}
    for one in addresses:
        try:
            address = email_address(one)
        except ValueError as error:
            raise ValidationError.about("interviewer_email", f"{one} is no e-mail address.") from error
        people.setdefault(address.casefold(), Interviewer(email=address))
    return tuple(people.values())


def _own_time(form: ScheduleForm, default_zone: str) -> OwnTime:
    if form.day is None or form.start is None:
        raise ValidationError.about(
            "day" if form.day is None else "start", "Choose a free time above, or give a date and a time."
        )
    zone = form.zone or default_zone
    try:
        starts_at = from_local(form.day, form.start, zone).utc
    except NonexistentLocalTimeError as error:
        raise ValidationError.about("start", str(error)) from error
    return OwnTime(starts_at, form.minutes, zone, form.ai_interview_type)
