"""Routes of meetings by room id, without a token or a session: the page before the meeting, and the video room."""

from collections.abc import Callable
from datetime import datetime
from functools import cache

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import api, app, client_network, html, outside_of, page, pages, see, sent_form, unknown_link
from functions.portal.meeting_pages import MeetingPages
from greenroom.errors import NotFoundError
from greenroom.models.interview import HAS_A_TIME, Interview, InterviewType
from greenroom.models.session import Session
from greenroom.rules.rooms import organisation_of, room_page_path, room_path
from greenroom.usecases.join import join_room, joined_at, meeting, role_of
from greenroom.usecases.note_attendance import note_attendance

type MakePage = Callable[[Interview, Session, str, datetime, str], Response[str]]
"""A function that makes the page from the interview, its session, the person with the room id, the present time and
the room id."""


@cache
def meeting_pages() -> MeetingPages:
    """The pages, with their templates read once a process."""
    return MeetingPages(app.settings.asset_version)


@page("/meeting/<interview_id>")
def host(interview_id: str) -> Response[str]:
    """The page before the meeting, for the interviewer."""
    return _with_meeting(interview_id, _page_before)


@page("/meeting/<interview_id>/room")
def host_room(interview_id: str) -> Response[str]:
    """The video room for a person who joined by a room id; else the page before the meeting."""
    return _with_meeting(interview_id, _room)


def _with_meeting(interview_id: str, answer: MakePage) -> Response[str]:
    """Make the page that the room id in the address opens. Invalid ids are counted."""
    room_id = api.resolver.current_event.query_string_parameters.get("room_id", "")
    try:
        with api.working_for(organisation_of(room_id), interview_id):
            now = app.now()
            found = meeting(interview_id, room_id, schedule=app.schedule, links=app.links)
    except NotFoundError:
        return _opens_nothing()
    return answer(*found, now, room_id)


def _opens_nothing() -> Response[str]:
    app.limits.note_miss(client_network(), app.now())
    return unknown_link()


def _page_before(interview: Interview, session: Session, who: str, now: datetime, room_id: str) -> Response[str]:
    if interview.interview_type is InterviewType.OFFLINE:
        return html(200, meeting_pages().at_place(interview, session, now, room_id, who))
    return html(200, meeting_pages().host(interview, session, now, room_id, who, outside_of(session)))


def _room(interview: Interview, session: Session, who: str, now: datetime, room_id: str) -> Response[str]:
    is_open = interview.status in HAS_A_TIME and session.opens_at <= now <= session.last_entry_at
    if joined_at(interview, who) is None or not is_open or outside_of(session) is not None:
        return see(room_path(interview.interview_id, room_id))
    return html(200, pages().video_room(session, now, who, room_id))


@page("/meeting/<interview_id>", "POST")
def enter_as_host(interview_id: str) -> Response[str]:
    """Enter the meeting as the person of the room id; the first entry is stored. The form needs no CSRF token, because
    other sites do not know the room id."""
    sent = sent_form()
    room_id, attendance = sent.get("room_id", ""), sent.get("attendance")
    try:
        with api.working_for(organisation_of(room_id), interview_id):
            now = app.now()
            if attendance in {"came", "missed"}:
                came = attendance == "came"
                note_attendance(interview_id, room_id, came=came, schedule=app.schedule, links=app.links, now=now)
                return see(room_path(interview_id, room_id))
            who = meeting(interview_id, room_id, schedule=app.schedule, links=app.links)[2]
            joined = join_room(interview_id, room_id, role_of(who), schedule=app.schedule, links=app.links, now=now)
    except NotFoundError:
        return _opens_nothing()
    is_here = outside_of(joined.session) is None
    return see(room_page_path(interview_id, room_id) if is_here else room_path(interview_id, room_id))
