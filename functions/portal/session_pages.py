"""Routes of a candidate with a link: the link itself, the countdown, the ready room, the calendar entry."""

import re
from copy import replace
from datetime import datetime

from aws_lambda_powertools.event_handler import Response

from functions.portal.app import (
    api,
    app,
    calendar_file,
    client_network,
    facts_of,
    html,
    invited_candidate_now,
    outside_of,
    page,
    pages,
    see,
    sent_form,
    unknown_link,
    who_enters,
)
from functions.portal.brand import brand_stylesheet
from functions.portal.pages import RoomFacts
from greenroom.api.choosing_candidate import CHOOSE_PATH, choice_cookie, choosing_candidate
from greenroom.api.invited_candidate import InvitedCandidate, invited_candidate, key_in_cookie, session_cookie
from greenroom.interviewing.practice import PRACTICE_ID
from greenroom.models.caller import CANDIDATE
from greenroom.models.interview import BookingStatus, InterviewType
from greenroom.models.recording import speech_key
from greenroom.observability import metrics
from greenroom.rules.portal import PortalState, portal_state
from greenroom.usecases.join import ENTERABLE, check_in

LIVE_STATES = frozenset({PortalState.EARLY, PortalState.OPEN, PortalState.IN_PROGRESS})
A_YEAR_SECONDS = 365 * 24 * 3600


@page("/")
def arrive() -> Response[str]:
    """Open a link: the key moves from the address into a cookie, and a redirect leads to the page for the session's
    state."""
    key = api.resolver.current_event.query_string_parameters.get("session_key")
    if key is None:
        found, now = invited_candidate_now()
        return _state_page(found, facts_of(found.session, now)) if found else unknown_link()
    found = invited_candidate(key, app.sessions)
    if found is None:
        return _to_the_times(key)
    api.works_for(found.session.org_id, found.session.interview_id)
    now = app.now()
    before = _other_live(found, now)
    if before is not None and not before.wants_instead(found, _query("instead")):
        return html(200, pages().another_interview(found, before))
    in_room = portal_state(found.session, now) in ENTERABLE
    return see(_room(found) if in_room else "/", session_cookie(found, now))


def _to_the_times(key: str) -> Response[str]:
    """Redirect a link to choose a time to its page. Invalid links are counted."""
    chooses = choosing_candidate(key, app.sessions)
    if chooses is None:
        app.limits.note_miss(client_network(), app.now())
        return unknown_link()
    return see(f"{CHOOSE_PATH}/{chooses.link.interview_id}", choice_cookie(chooses))


def _query(name: str) -> str:
    return api.resolver.current_event.query_string_parameters.get(name) or ""


def _other_live(found: InvitedCandidate, now: datetime) -> InvitedCandidate | None:
    """The candidate of another interview whose key this browser has, if that interview is in the future or running."""
    kept = key_in_cookie(api.resolver.current_event)
    before = invited_candidate(kept, app.sessions) if kept and kept != found.key else None
    if before is None or before.session.interview_id == found.session.interview_id or now > before.session.expires_at:
        return None
    return before if portal_state(before.session, now) in LIVE_STATES else None


@page("/interview/ready/<interview_id>")
def ready(interview_id: str) -> Response[str]:
    """Show the ready room, or the reason why it is not open."""
    found, facts = who_enters()
    if found is None or found.session.interview_id != interview_id:
        return unknown_link()
    return _state_page(found, _room_facts(found, facts), in_room=True)


@page("/interview/start/<interview_id>")
def start(interview_id: str) -> Response[str]:
    """Show the interview to a candidate who has entered; else the page before it."""
    found, facts = who_enters()
    now = app.now()
    if found is None or found.session.interview_id != interview_id:
        return unknown_link()
    if portal_state(found.session, now) is not PortalState.IN_PROGRESS:
        return _state_page(found, facts)
    mode = "type" if api.resolver.current_event.query_string_parameters.get("mode") == "type" else "speak"
    return html(200, pages().for_start(found.session, now, found.csrf_token, facts, mode))


@page("/interview/ready/<interview_id>", "POST")
def enter(interview_id: str) -> Response[str]:
    """Enter the interview. Only the first entry is stored, however often the form is sent."""
    found, facts = who_enters()
    now = app.now()
    if found is None or found.session.interview_id != interview_id:
        return unknown_link()
    sent = sent_form()
    if not found.sent_form(sent.get("csrf_token", "")):
        return html(403, pages().stale_form(found.session))
    if portal_state(found.session, now) not in ENTERABLE:
        return see(_room(found))
    consented = sent.get("consent") is not None
    is_asked_here = found.session.interview_type is InterviewType.AI
    if is_asked_here and found.session.consented_at is None and not consented:
        return html(
            400,
            pages().for_room(found.session, now, found.csrf_token, _room_facts(found, facts), consent_missing=True),
        )
    check_in(found.session, schedule=app.schedule, now=now, consented=consented)
    metrics.add_metric("CheckedIn", "Count", 1)
    match found.session.interview_type:
        case InterviewType.AI:
            return see(_interview(found, sent.get("mode")))
        case InterviewType.ONLINE if not facts.outside:
            return see(_video_room(found))
    return see(_room(found))


@page("/interview/room/<interview_id>")
def video_room(interview_id: str) -> Response[str]:
    """Show the video room of an ONLINE interview to a candidate who has joined; else the page before it."""
    found, now = invited_candidate_now()
    if found is None or found.session.interview_id != interview_id:
        return unknown_link()
    session = found.session
    is_open = portal_state(session, now) in ENTERABLE
    if not is_open or session.joined_at is None or outside_of(session) is not None:
        return see(_room(found))
    return html(200, pages().video_room(session, now, CANDIDATE))


@page("/interview/calendar/<name>")
def calendar(name: str) -> Response[str]:
    """Download the calendar entry of the invitation, as an entry that asks for no reply."""
    found, _now = invited_candidate_now()
    booking = app.schedule.booking(found.session.org_id, found.session.interview_id) if found else None
    is_current = booking is not None and found is not None and booking.version == found.session.version
    if found is None or booking is None or not is_current or booking.status is not BookingStatus.ACTIVE:
        return unknown_link()
    if name != f"{booking.interview_id}.ics":
        return unknown_link()
    return calendar_file(booking)


@page("/brand/<name>")
def brand(name: str) -> Response[str]:
    """Serve an organisation's colour as a stylesheet, because the Content-Security-Policy allows no inline style."""
    color = re.fullmatch(r"([0-9a-f]{6})\.css", name)
    if color is None:
        return unknown_link()
    return Response(
        status_code=200,
        content_type="text/css; charset=utf-8",
        body=brand_stylesheet(color[1]),
        headers={"Cache-Control": f"public, max-age={A_YEAR_SECONDS}, immutable"},
    )


def _room_facts(found: InvitedCandidate, facts: RoomFacts) -> RoomFacts:
    """Add the facts that only the ready room shows, such as how long answers are kept. One read there, none
    elsewhere."""
    is_told = portal_state(found.session, app.now()) in {PortalState.EARLY, PortalState.OPEN}
    if found.session.interview_type is not InterviewType.AI or not is_told:
        return facts
    policy = app.organisations.organisation(found.session.org_id).policy
    named = (found.session.org_id, found.session.interview_id, PRACTICE_ID)
    sound = app.files.link(speech_key(*named)) if facts.is_practice_heard else None
    return replace(facts, retention_days=policy.retention_days, practice_sound=sound)


def _room(found: InvitedCandidate) -> str:
    return f"/interview/ready/{found.session.interview_id}"


def _video_room(found: InvitedCandidate) -> str:
    return f"/interview/room/{found.session.interview_id}"


def _interview(found: InvitedCandidate, mode: str | None) -> str:
    return f"/interview/start/{found.session.interview_id}{'?mode=type' if mode == 'type' else ''}"


def _state_page(found: InvitedCandidate, facts: RoomFacts, *, in_room: bool = False) -> Response[str]:
    now = app.now()
    session = found.session
    status = 410 if now > session.expires_at else 200
    if portal_state(session, now) is PortalState.COMPLETED and facts.questions:
        policy = app.organisations.organisation(session.org_id).policy
        facts = replace(
            facts, retention_days=policy.retention_days, decision_days=session.decision_days or policy.decision_days
        )
    if status == 410:
        return html(status, pages().after_entry_closed(session, _dead_state(found), facts))
    if portal_state(session, now) is PortalState.MOVED:
        booking = app.schedule.booking(session.org_id, session.interview_id)
        is_on = booking is not None and booking.status is BookingStatus.ACTIVE
        now_at = session.changed(starts_at=booking.starts_at, timezone=booking.timezone) if booking and is_on else None
        return html(status, pages().moved(session, now_at))
    make = pages().for_room if in_room else pages().for_link
    return html(status, make(session, now, found.csrf_token, facts))


def _dead_state(found: InvitedCandidate) -> PortalState:
    # An expired link shows how the interview ended. If its status was never decided, it counts as EXPIRED.
    state = portal_state(found.session, app.now())
    return state if state not in {PortalState.EARLY, PortalState.OPEN, PortalState.IN_PROGRESS} else PortalState.EXPIRED
