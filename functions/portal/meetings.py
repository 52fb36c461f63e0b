"""Where an interviewer enters an ONLINE meeting: a page behind the room's link, without a token."""

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, client_network, html, outside_of, page, pages, see, sent_form, unknown_link
from greenroom.errors import NotFoundError
from greenroom.models.caller import INTERVIEWER
from greenroom.rules.rooms import organisation_of, room_path
from greenroom.usecases.join import join_room, meeting


@page("/meeting/<interview_id>")
def host(interview_id: str) -> Response[str]:
    """What the interviewer needs to know now, and the door."""
    room_id = api.resolver.current_event.query_string_parameters.get("room_id", "")
    now = app.now()
    try:
        with api.working_for(organisation_of(room_id), interview_id):
            interview, session = meeting(interview_id, room_id, schedule=app.schedule, links=app.links)
    except NotFoundError:
        app.limits.note_miss(client_network(), now)
        return unknown_link()
    return html(200, pages().host(interview, session, now, room_id, outside_of(session)))


@page("/meeting/<interview_id>", "POST")
def enter_as_host(interview_id: str) -> Response[str]:
    """The interviewer enters: noted once. The room's id is what a stranger does not have, so it guards the form too."""
    room_id, now = sent_form().get("room_id", ""), app.now()
    try:
        with api.working_for(organisation_of(room_id), interview_id):
            join_room(interview_id, room_id, INTERVIEWER, schedule=app.schedule, links=app.links, now=now)
    except NotFoundError:
        app.limits.note_miss(client_network(), now)
        return unknown_link()
    return see(room_path(interview_id, room_id))
