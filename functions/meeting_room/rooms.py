"""Routes of the video room over HTTP. They need a session, a room id or a ticket, and no access token."""

from functions.meeting_room.app import api, app
from greenroom.api.client_network import client_network_of
from greenroom.api.invited_candidate import NO_LINK, invited_candidate, key_in
from greenroom.api.subjects.meeting_rooms import (
    AskForTicket,
    MessagesAnswer,
    OpenPapers,
    PapersAnswer,
    RelayServer,
    SendMessages,
    TicketAnswer,
    WaitingMessage,
)
from greenroom.errors import NotFoundError, UnauthenticatedError
from greenroom.models.limit import ClientNetwork
from greenroom.rules.room_tickets import RoomTicket
from greenroom.rules.rooms import organisation_of
from greenroom.usecases.interviewer_papers import papers
from greenroom.usecases.join import role_of
from greenroom.usecases.meeting_rooms import enter, receive
from greenroom.usecases.room_tickets import ticket_by_room_id, ticket_by_session

TAG = "Video room"
ERRORS = ("NOT_FOUND", "OUTSIDE_WINDOW", "INVALID_STATE", "LINK_EXPIRED", "THROTTLED", "BUSY")
NO_TICKET = "This ticket is no longer valid. Ask for a new one."


@api.post(
    "/room/<interview_id>/ticket",
    summary="Get a ticket to the video room, with the relay's credentials",
    tag=TAG,
    role=None,
    errors=("UNAUTHENTICATED", *ERRORS),
)
def ask_for_ticket(interview_id: str, request: AskForTicket) -> TicketAnswer:
    """A ticket is valid for a minute. Ask for a new one before each connection and each restart of the video."""
    try:
        if request.room_id is not None:
            ticket = _by_room_id(interview_id, request.room_id, request.device)
        else:
            ticket = _by_session(interview_id, request)
    except NotFoundError:
        app.limits.note_miss(_client_network(), app.now())
        raise
    return TicketAnswer(
        ticket=app.links.signed(ticket, app.now()),
        role=role_of(ticket.who),
        socket_url=app.settings.room_socket_url,
        ice_servers=[RelayServer(**server) for server in app.relay.servers(ticket.who)],
    )


@api.post(
    "/room/<interview_id>/messages",
    summary="Send and receive the video room's messages where WebSockets are blocked",
    tag=TAG,
    role=None,
    errors=("UNAUTHENTICATED", *ERRORS),
)
def exchange_messages(interview_id: str, request: SendMessages) -> MessagesAnswer:
    """The messages are those of the WebSocket. Send `hello` first, and again after each interruption."""
    now = app.now()
    ticket = app.links.ticket_in(request.ticket, now)
    if ticket is None or ticket.interview_id != interview_id:
        raise UnauthenticatedError(NO_TICKET)
    api.works_for(ticket.org_id, ticket.interview_id)
    now = app.now()
    if any(message.get("action") == "hello" for message in request.messages):
        enter(
            ticket,
            None,
            rooms=app.meeting_rooms,
            sockets=app.room_sockets,
            schedule=app.schedule,
            links=app.links,
            now=now,
        )
    said = request.messages or [{"action": "present"}]
    answers = [
        answer
        for message in said
        for answer in receive(
            ticket, message, rooms=app.meeting_rooms, sockets=app.room_sockets, schedule=app.schedule, now=now
        )
    ]
    room = app.meeting_rooms.find(ticket.org_id, ticket.interview_id, ticket.booking_version)
    place = room.places.get(ticket.who) if room else None
    if room is None or place is None or place.device != ticket.device:
        return MessagesAnswer(answers=answers, waiting=[])
    waiting = app.meeting_rooms.hand_out(room, ticket.who, request.arrived, now)
    return MessagesAnswer(
        answers=answers,
        waiting=[WaitingMessage(id=one, message=message) for one, message in waiting if one not in request.arrived],
    )


@api.post(
    "/room/<interview_id>/papers",
    summary="Read job, résumé, criteria and notes as the interviewer, and store notes",
    tag=TAG,
    role=None,
    errors=("NOT_FOUND", "INVALID_STATE", "LINK_EXPIRED", "THROTTLED", "BUSY"),
)
def open_papers(interview_id: str, request: OpenPapers) -> PapersAnswer:
    """The interviewer's room id opens the papers until the interview's links expire. If `notes` are sent, they are
    stored first."""
    now = app.now()
    org_id = organisation_of(request.room_id)
    try:
        with api.working_for(org_id, interview_id):
            found = papers(
                org_id,
                interview_id,
                request.room_id,
                request.notes,
                schedule=app.schedule,
                jobs=app.jobs,
                resumes=app.resumes,
                requirements=app.job_requirements,
                rooms=app.meeting_rooms,
                links=app.links,
                now=now,
            )
    except NotFoundError:
        app.limits.note_miss(_client_network(), now)
        raise
    return PapersAnswer.of(found)


def _by_session(interview_id: str, request: AskForTicket) -> RoomTicket:
    key = key_in(api.resolver.current_event)
    found = invited_candidate(key, app.sessions) if key else None
    if found is None:
        if key is not None:
            app.limits.note_miss(_client_network(), app.now())
        raise UnauthenticatedError(NO_LINK)
    session = found.session
    with api.working_for(session.org_id, session.interview_id):
        return ticket_by_session(session, interview_id, request.device, schedule=app.schedule, now=app.now())


def _by_room_id(interview_id: str, room_id: str, device: str) -> RoomTicket:
    with api.working_for(organisation_of(room_id), interview_id):
        return ticket_by_room_id(interview_id, room_id, device, schedule=app.schedule, links=app.links, now=app.now())


def _client_network() -> ClientNetwork:
    return client_network_of(api.resolver.current_event.raw_event, app.settings.origin_secret)
