"""Routes for secret addresses, by which calendar programs subscribe to the interviews of an interviewer or a job."""

from functions.recruiter_api.app import api, app
from greenroom.api.subjects.calendar_addresses import CalendarAddressAnswer, CalendarRevokedAnswer, NameCalendar
from greenroom.models.organisation import Role
from greenroom.usecases.calendar_addresses import make_address, revoke_address

TAG = "Calendars"


@api.post(
    "/api/v1/calendar-addresses",
    summary="Make a secret address of a calendar",
    tag=TAG,
    role=Role.RECRUITER,
    status=201,
    errors=("NOT_FOUND", "BUSY"),
    shown_once=("calendar_url",),
)
def post_calendar_address(request: NameCalendar) -> CalendarAddressAnswer:
    """Google, Outlook and Apple calendars can subscribe to the address. The previous address stops working."""
    address = make_address(request.owner(), by=api.caller, calendars=app.calendars, jobs=app.jobs)
    url = f"{app.links.portal_url().rstrip('/')}/calendar/{address.path}"
    return CalendarAddressAnswer(interviewer_email=request.interviewer_email, job_id=request.job_id, calendar_url=url)


@api.post(
    "/api/v1/calendar-addresses/revoke",
    summary="Revoke the address of a calendar",
    tag=TAG,
    role=Role.RECRUITER,
    errors=("NOT_FOUND", "BUSY"),
)
def post_revoke_calendar_address(request: NameCalendar) -> CalendarRevokedAnswer:
    """The address stops working: calendars that subscribed to it get no further changes."""
    revoke_address(request.owner(), by=api.caller, calendars=app.calendars)
    return CalendarRevokedAnswer(interviewer_email=request.interviewer_email, job_id=request.job_id)
