"""The calendar at a secret address, for calendar programs: one read if nothing has changed since the last request."""

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, client_network, page, unknown_link
from greenroom.errors import NotFoundError
from greenroom.rules.calendar_addresses import address_of
from greenroom.usecases.calendar_addresses import interviews_in, opened

KEPT = "private, max-age=300"


@page("/calendar/<org_id>/<owner>/<name>")
def subscribed_calendar(org_id: str, owner: str, name: str) -> Response[str]:
    """The calendar as iCalendar text, or 304 if the calendar program has the present version."""
    now = app.now()
    try:
        calendar = opened(address_of(org_id, owner, name), app.calendars)
    except NotFoundError:
        app.limits.note_miss(client_network(), now)
        return unknown_link()
    tag = f'"{calendar.version}"'
    headers = {"ETag": tag, "Cache-Control": KEPT, "X-Robots-Tag": "noindex"}
    if tag in (api.header("If-None-Match") or "").replace("W/", "").split(", "):
        return Response(status_code=304, headers=headers, body="")
    from greenroom.mail.calendar_entry import published  # noqa: PLC0415 (icalendar costs 100 ms and few ask for it)

    text = published(interviews_in(calendar, app.interviews, now), now)
    return Response(status_code=200, content_type="text/calendar; charset=utf-8", body=text.decode(), headers=headers)
