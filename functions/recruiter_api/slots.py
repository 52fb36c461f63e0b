"""Routes for slots."""

from functions.recruiter_api.app import api, app
from greenroom.api.cursor import Cursors, ListAnswer, none_deleted
from greenroom.api.subjects.slots import (
    ClosedSlotAnswer,
    ClosedSlotsAnswer,
    CloseSlots,
    CreateSlot,
    CreateSlots,
    SlotAnswer,
    SlotQuery,
    SlotsAnswer,
)
from greenroom.errors import GreenroomError
from greenroom.models.organisation import Role
from greenroom.usecases.periods import Period
from greenroom.usecases.slots import (
    SlotFilter,
    change_slot,
    close_slot,
    create_slot,
    create_slots,
    list_slots,
)

TAG = "Slots"
NEW_ERRORS = ("NOT_FOUND", "IN_THE_PAST", "TOO_FAR_AHEAD", "BUSY")
CHANGE_ERRORS = ("NOT_FOUND", "STALE_VERSION", "INVALID_STATE", "BUSY")


@api.post(
    "/api/v1/interviews/slots",
    summary="Create a slot",
    tag=TAG,
    role=Role.RECRUITER,
    status=201,
    errors=(*NEW_ERRORS, "DUPLICATE"),
)
def post_slot(request: CreateSlot) -> SlotAnswer:
    """Make a slot: a time at which candidates for one job can be interviewed, as local date and time in a time zone."""
    slot = create_slot(
        api.new_id("slot"),
        request.as_request(),
        request.interview_date,
        by=api.caller,
        slots=app.slots,
        jobs=app.jobs,
        organisations=app.organisations,
        now=app.now(),
    )
    return SlotAnswer.of(slot)


@api.post(
    "/api/v1/interviews/slots/bulk",
    summary="Create up to 100 slots at the same local times",
    tag=TAG,
    role=Role.RECRUITER,
    status=201,
    errors=NEW_ERRORS,
)
def post_slots(request: CreateSlots) -> SlotsAnswer:
    """All slots are made, or none: a refusal lists each day that has no valid slot. The local times stay the same when
    the clocks change."""
    made = create_slots(
        api.new_id("slot"),
        request.as_request(),
        request.days(),
        starts=request.starts() if request.start_times else (),
        by=api.caller,
        slots=app.slots,
        jobs=app.jobs,
        organisations=app.organisations,
        now=app.now(),
    )
    return SlotsAnswer(items=[SlotAnswer.of(slot) for slot in made])


@api.get("/api/v1/interviews/slots", summary="List slots, soonest first", tag=TAG, role=Role.VIEWER)
def get_slots(query: SlotQuery) -> ListAnswer[SlotAnswer]:
    """Closed slots are left out. Slots that were made for one interview are listed only with `private=true`."""
    cursors = Cursors("slots", api.caller.org_id, query)
    period = Period.of(query.since, query.until, by=api.caller, organisations=app.organisations)
    wanted = SlotFilter(
        query.job_id,
        period.since,
        period.until,
        query.available,
        query.external_id,
        query.private,
        query.updated_since,
    )
    page = list_slots(
        wanted,
        by=api.caller,
        slots=app.slots,
        limit=query.limit,
        position=cursors.position(*wanted.position_names),
        now=app.now(),
    )
    items = [SlotAnswer.of(slot) for slot in page.items]
    return ListAnswer[SlotAnswer](
        items=items,
        next_cursor=cursors.after(page.next_position),
        deleted=none_deleted(query),
    )


@api.post(
    "/api/v1/interviews/slots/close",
    summary="Close up to 100 slots that nobody booked",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("BUSY",),
)
def post_close_slots(request: CloseSlots) -> ClosedSlotsAnswer:
    """Each slot is closed on its own. A slot that is closed already stays closed."""
    return ClosedSlotsAnswer(items=[_closed(slot_id) for slot_id in dict.fromkeys(request.slot_ids)])


def _closed(slot_id: str) -> ClosedSlotAnswer:
    try:
        close_slot(slot_id, by=api.caller, slots=app.slots, expected_version=None, now=app.now())
    except GreenroomError as error:
        return ClosedSlotAnswer(slot_id=slot_id, status=error.code, error=error.message)
    return ClosedSlotAnswer(slot_id=slot_id, status="OK", error=None)


@api.get("/api/v1/interviews/slots/<slot_id>", summary="Read a slot", tag=TAG, role=Role.VIEWER, errors=("NOT_FOUND",))
def get_slot(slot_id: str) -> SlotAnswer:
    """One slot. A closed slot has the status CANCELLED."""
    return SlotAnswer.of(app.slots.get(api.caller.org_id, slot_id))


@api.put(
    "/api/v1/interviews/slots/<slot_id>",
    summary="Replace a slot",
    tag=TAG,
    role=Role.RECRUITER,
    errors=(*CHANGE_ERRORS, "IN_THE_PAST", "TOO_FAR_AHEAD", "DUPLICATE"),
)
def put_slot(slot_id: str, request: CreateSlot) -> SlotAnswer:
    """Replace all fields. If the slot has bookings, only `max_candidates` may change."""
    slot = change_slot(
        slot_id,
        request.as_request(),
        request.interview_date,
        by=api.caller,
        slots=app.slots,
        jobs=app.jobs,
        organisations=app.organisations,
        expected_version=api.expected_version,
        now=app.now(),
    )
    return SlotAnswer.of(slot)


@api.delete(
    "/api/v1/interviews/slots/<slot_id>",
    summary="Close a slot",
    tag=TAG,
    role=Role.RECRUITER,
    status=204,
    errors=CHANGE_ERRORS,
)
def delete_slot(slot_id: str) -> None:
    """Refused while the slot has booked interviews. A closed slot has the status CANCELLED and is not listed any
    more."""
    close_slot(slot_id, by=api.caller, slots=app.slots, expected_version=api.expected_version, now=app.now())
