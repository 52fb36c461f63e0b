"""Slots: make one or many, list, change, close."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, NamedTuple

from greenroom.errors import FieldProblem, GreenroomError, InvalidStateError, ValidationError
from greenroom.models.caller import Caller
from greenroom.models.page import Page
from greenroom.models.slot import AiInterviewType, Slot, SlotStatus
from greenroom.rules.slots import MOST_AT_ONCE, WallTimes, refuse_change, refuse_slot_time, slot_times
from greenroom.usecases.editing import refuse_stale_version
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.jobs import Jobs
    from greenroom.adapters.organisations import Organisations
    from greenroom.adapters.slots import Slots
    from greenroom.models.page import Position


class OwnIds(NamedTuple):
    """An integrator's own fields of a slot."""

    external_id: str | None = None
    metadata: dict[str, str | int | float | bool] | None = None


class SlotRequest(NamedTuple):
    """The request for a slot, without its day."""

    job_id: str
    start: time
    end: time
    zone: str | None
    """None means the organisation's time zone."""
    max_candidates: int
    ai_interview_type: AiInterviewType
    own_ids: OwnIds | None = None
    """None means that they are not changed."""


class SlotFilter(NamedTuple):
    """The filter of a list of slots."""

    job_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    available: bool = False
    external_id: str | None = None
    private: bool = False
    """Whether to list private slots, which belong to one interview."""
    updated_since: datetime | None = None
    """If set, the list is in the order of changes, with closed and private slots."""

    @property
    def position_names(self) -> tuple[str, ...]:
        """The fields of this list's cursor."""
        return ("slot_id", "starts_at" if self.updated_since is None else "updated_at")

    def fits(self, slot: Slot) -> bool:
        """Whether a slot fits the filter, whichever index found it."""
        if slot.is_cancelled or (slot.is_private and not self.private):
            return False
        return not self.available or slot.status is SlotStatus.AVAILABLE

    def fits_named(self, slot: Slot) -> bool:
        """Whether a slot that was found by its external id fits the filter, which then allows closed slots."""
        return (
            self.job_id in {None, slot.job_id}
            and (self.since is None or slot.starts_at >= self.since)
            and (self.until is None or slot.starts_at < self.until)
            and (not self.available or slot.status is SlotStatus.AVAILABLE)
        )


def create_slot(
    slot_id: str,
    request: SlotRequest,
    day: date,
    *,
    by: Caller,
    slots: "Slots",
    jobs: "Jobs",
    organisations: "Organisations",
    now: datetime,
) -> Slot:
    """Store a new slot. Raises NotFoundError for the job, ValidationError, InThePastError, TooFarAheadError."""
    jobs.get(by.org_id, request.job_id)
    slot = _slot(
        slot_id, request, WallTimes(day, request.start, request.end, _zone(request, by, organisations)), by, now
    )
    refuse_slot_time(slot.starts_at, now)
    return repeated(lambda: slots.create(slot))


def create_slots(
    first_id: str,
    request: SlotRequest,
    days: list[date],
    *,
    starts: Sequence[time] = (),
    by: Caller,
    slots: "Slots",
    jobs: "Jobs",
    organisations: "Organisations",
    now: datetime,
) -> list[Slot]:
    """Store slots at the same local times on each day, all or none. A refusal lists each day without a valid slot.

    `starts` are all starts on a day; empty for the one start of the request. Raises the errors of `create_slot`.
    """
    places = [(day, start) for day in days for start in starts or (request.start,)]
    if not 1 <= len(places) <= MOST_AT_ONCE:
        raise ValidationError(f"These are {len(places)} slots; one request makes 1 to {MOST_AT_ONCE}.")
    jobs.get(by.org_id, request.job_id)
    zone = _zone(request, by, organisations)
    made: list[Slot] = []
    refused: list[GreenroomError] = []
    problems: list[FieldProblem] = []
    for number, (day, start) in enumerate(places):
        try:
            times = WallTimes(day, start, _end_of(start, request), zone)
            slot = _slot(f"{first_id}{number:02d}", request, times, by, now)
            refuse_slot_time(slot.starts_at, now)
            made.append(slot)
        except GreenroomError as error:
            refused.append(error)
            problems.append(
                FieldProblem(f"{day.isoformat()} {start:%H:%M}" if starts else day.isoformat(), error.message)
            )
    if refused:
        count = f"{len(refused)} of {len(places)} slots can not be, so none was made. The first: {refused[0].message}"
        raise type(refused[0])(count, details=tuple(problems))
    return repeated(lambda: slots.create_all(made))


def _end_of(start: time, request: SlotRequest) -> time:
    """The end that gives this start the same length as the request's slot."""
    any_day = date(2000, 1, 1)
    length = datetime.combine(any_day, request.end) - datetime.combine(any_day, request.start)
    return (datetime.combine(any_day, start) + length).time()


def list_slots(
    wanted: SlotFilter, *, by: Caller, slots: "Slots", limit: int, position: "Position | None", now: datetime
) -> Page[Slot]:
    """Slots of an organisation, soonest first. Closed slots are left out, and private ones unless they are wanted.

    `available` are those that have a free seat and have not begun.
    """
    if wanted.external_id is not None:
        known = slots.with_external_id(by.org_id, wanted.external_id)
        return Page([known] if known is not None and wanted.fits_named(known) else [], None)
    if wanted.updated_since is not None:
        changes = slots.changed_since(by.org_id, wanted.updated_since)
        is_all = wanted == SlotFilter(private=wanted.private, updated_since=wanted.updated_since)
        return slots.page(changes, limit=limit, position=position, keep=None if is_all else wanted.fits_named)
    since = max(wanted.since or now, now) if wanted.available else wanted.since
    listing = slots.soonest_first(
        by.org_id, job_id=wanted.job_id, since=since, until=wanted.until, is_open=wanted.available
    )
    return slots.page(listing, limit=limit, position=position, keep=wanted.fits)


def change_slot(
    slot_id: str,
    request: SlotRequest,
    day: date,
    *,
    by: Caller,
    slots: "Slots",
    jobs: "Jobs",
    organisations: "Organisations",
    expected_version: int | None,
    now: datetime,
) -> Slot:
    """Replace a slot. A slot with bookings keeps its time, job and type.

    Raises the errors of `create_slot`, InvalidStateError, StaleVersionError or BusyError.
    """
    jobs.get(by.org_id, request.job_id)
    times = WallTimes(day, request.start, request.end, _zone(request, by, organisations))

    def attempt() -> Slot:
        before = slots.get(by.org_id, slot_id)
        refuse_stale_version(before.version, expected_version)
        asked = _slot(slot_id, request, times, by, now)
        kept = {"current_bookings": before.current_bookings, "created_at": before.created_at}
        if request.own_ids is None:
            kept |= {"external_id": before.external_id, "metadata": before.metadata}
        after = asked.changed(**kept, version=before.version + 1)
        refuse_change(before, after)
        if after.starts_at != before.starts_at:
            refuse_slot_time(after.starts_at, now)
        return slots.replace(after, before.version)

    return repeated(attempt)


def close_slot(slot_id: str, *, by: Caller, slots: "Slots", expected_version: int | None, now: datetime) -> None:
    """Close a slot without bookings for good. A closed slot is not changed.

    Raises NotFoundError, InvalidStateError, StaleVersionError or BusyError.
    """

    def attempt() -> None:
        before = slots.get(by.org_id, slot_id)
        if before.is_cancelled:
            return
        refuse_stale_version(before.version, expected_version)
        if before.current_bookings:
            raise InvalidStateError(
                f"{before.current_bookings} interviews are booked on this slot. Reschedule or cancel them first."
            )
        slots.replace(before.changed(is_cancelled=True, version=before.version + 1, updated_at=now), before.version)

    repeated(attempt)


def _zone(request: SlotRequest, by: Caller, organisations: "Organisations") -> str:
    return request.zone or organisations.organisation(by.org_id).policy.timezone


def _slot(slot_id: str, request: SlotRequest, times: WallTimes, by: Caller, now: datetime) -> Slot:
    moments = slot_times(times)
    return Slot(
        org_id=by.org_id,
        slot_id=slot_id,
        job_id=request.job_id,
        interview_date=times.day,
        start_time=times.start,
        end_time=times.end,
        timezone=times.zone,
        starts_at=moments.starts_at,
        ends_at=moments.ends_at,
        max_candidates=request.max_candidates,
        ai_interview_type=request.ai_interview_type,
        external_id=request.own_ids.external_id if request.own_ids else None,
        metadata=request.own_ids.metadata if request.own_ids else None,
        created_at=now,
        updated_at=now,
    )


def one_of_each(days: Iterable[date]) -> list[date]:
    """The days in order, without repetitions."""
    return sorted(set(days))
