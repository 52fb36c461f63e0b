"""The portal's application. Routes for people answer with a page, also when they refuse or fail."""

import functools
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie

from functions.portal.outcomes import ErrorPage
from functions.portal.pages import NOTHING_KNOWN, ModelUses, OutsideMeeting, Pages, RoomFacts
from greenroom.api.answers import PAGE_HEADERS, STATUS_OF_CODE
from greenroom.api.client_network import client_network_of
from greenroom.api.invited_candidate import InvitedCandidate, form_fields, invited_candidate, key_in
from greenroom.api.on_demand import ModulesOnDemand
from greenroom.api.routes import Api
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.errors import BusyError, GreenroomError
from greenroom.identifiers import can_name
from greenroom.models.interview import PROVIDER_NAMES, Booking, InterviewType
from greenroom.models.limit import ClientNetwork
from greenroom.models.session import Session
from greenroom.observability import logger, note_failed_request, place_of
from greenroom.rules.links import session_hash
from greenroom.rules.portal import PortalState, portal_state
from greenroom.settings import settings

if TYPE_CHECKING:
    from greenroom.adapters.ai_interviews import SessionProgress

app = Application(settings(), clock=utc_now)
MODULES = ModulesOnDemand(
    __package__,
    {
        "calendars": ("/calendar/*",),
        "choosing": ("/interview/choose/*",),
        "invited_changes": ("/interview/change/*",),
        "jobseeker": ("/dashboard/jobseeker/*",),
        "meetings": ("/meeting/*",),
        "own_answers": ("/interview/answers/*",),
        "reports": ("/report/*",),
    },
)
api = Api(app, MODULES)

type Page = Callable[..., Response[str]]

NOT_NOW = "Many people are using Greenroom at this moment."
NOTHING = "-"
"""An id that no record has."""


def pages() -> Pages:
    """The pages. They tell what a model is used for, which differs between real and test records."""
    return _pages(has_model=app.has_model)


@functools.cache
def _pages(*, has_model: bool) -> Pages:
    # A process reads the templates once, and a second time for test records if a model is configured.
    uses = ModelUses(is_asked=has_model, writes_down=has_model and bool(app.settings.model.transcription_model))
    return Pages(app.settings.asset_version, uses)


def html(status: int, page: str) -> Response[str]:
    """A page that caches must not store."""
    return Response(status_code=status, content_type="text/html; charset=utf-8", body=page, headers=PAGE_HEADERS)


def see(location: str, cookie: Cookie | None = None) -> Response[str]:
    """A redirect with 303, so that going back in the browser does not send a form twice."""
    cookies = [cookie] if cookie else []
    return Response(status_code=303, headers={**PAGE_HEADERS, "Location": location}, cookies=cookies, body="")


def calendar_file(booking: Booking) -> Response[str]:
    """The calendar entry of a booked interview, to keep and not to answer."""
    from greenroom.mail.calendar_entry import publication  # noqa: PLC0415 (icalendar costs 100 ms and few ask for it)

    entry = publication(booking, app.links.link_of(booking.session_id, booking.version), app.settings.sender_address)
    return Response(
        status_code=200,
        content_type="text/calendar; charset=utf-8",
        body=entry.decode(),
        headers={"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="interview.ics"'},
    )


def unknown_link() -> Response[str]:
    """The page for an invalid link."""
    return html(404, pages().unknown_link())


@api.resolver.not_found
def nothing_there(_error: Exception) -> Response[str]:
    """The answer to an unknown path: a page for people, JSON for programs."""
    if api.resolver.current_event.path.startswith(("/ai/", "/api/")):
        return api.unknown_route()
    return unknown_link()


def page(path: str, method: str = "GET") -> Callable[[Page], Page]:
    """Declare a route that answers with a page, also when it refuses or fails."""

    def declare(handler: Page) -> Page:
        api.resolver.route(path, method)(as_page(handler))
        return handler

    return declare


def as_page(handler: Page) -> Page:
    """Wrap a handler so that it answers with a page, also when it refuses or fails."""

    @functools.wraps(handler)
    def answered(**parameters: str) -> Response[str]:
        # DynamoDB refuses keys that are too long, so such an id is replaced: the page is that for an unknown id.
        named = {name: value if can_name(value) else NOTHING for name, value in parameters.items()}
        try:
            return handler(**named)
        except GreenroomError as error:
            logger.info("refused", code=error.code)
            words = NOT_NOW if isinstance(error, BusyError) else error.message
            return html(STATUS_OF_CODE[error.code], pages().trouble(_trouble(words)))
        except Exception as error:  # noqa: BLE001 (logged: a person must get a page that says what to do)
            logger.error("failed", error_type=type(error).__name__, place=place_of(error))
            note_failed_request(error)
            return html(500, pages().trouble(_trouble("This page could not be made.")))

    return answered


def _trouble(happened: str) -> ErrorPage:
    return ErrorPage(
        happened=happened,
        kept="Everything that you handed in before is kept.",
        to_do="Wait a moment, then load this page again.",
        reference=api.request_id[:8],
    )


def invited_candidate_now() -> tuple[InvitedCandidate | None, datetime]:
    """The candidate whose session key is in the request, and the present time.

    Raises ThrottledError after too many invalid keys from this network.
    """
    key = key_in(api.resolver.current_event)
    found = with_key(key) if key else None
    # Read after the candidate: the clock of their organisation's test records may have been moved.
    return found, app.now()


def with_key(key: str) -> InvitedCandidate | None:
    """The candidate of a key. Invalid keys are counted. Raises ThrottledError after too many from this network."""
    found = invited_candidate(key, app.sessions)
    if found is None:
        app.limits.note_miss(client_network(), app.now())
    else:
        api.works_for(found.session.org_id, found.session.interview_id)
    return found


def who_enters() -> tuple[InvitedCandidate | None, RoomFacts]:
    """The candidate who opens a room, and the facts of the interview: one read.

    Raises ThrottledError after too many invalid keys from this network.
    """
    key = key_in(api.resolver.current_event)
    progress = app.ai_interviews.progress(session_hash(key)) if key else None
    if key and progress is None:
        app.limits.note_miss(client_network(), app.now())
    if key is None or progress is None:
        return None, NOTHING_KNOWN
    api.works_for(progress.session.org_id, progress.session.interview_id)
    return InvitedCandidate(key, progress.session), _facts(progress.session, progress)


def facts_of(session: Session, now: datetime) -> RoomFacts:
    """The facts of a session's interview. Before the room opens they are not read."""
    if portal_state(session, now) is PortalState.EARLY:
        return NOTHING_KNOWN
    if session.interview_type is not InterviewType.AI:
        return RoomFacts(outside=outside_of(session))
    return _facts(session, app.ai_interviews.progress(session.session_hash))


def outside_of(session: Session) -> OutsideMeeting | None:
    """The meeting of a session at a provider, with its present link; None for a meeting in Greenroom's own room. One
    read."""
    if session.provider is None or not session.provider.is_outside:
        return None
    meeting = app.meetings.of(session.org_id, session.interview_id)
    hosted = meeting.hosted if meeting else None
    return OutsideMeeting(PROVIDER_NAMES[session.provider], hosted.join_url if hosted else None)


def _facts(session: Session, progress: "SessionProgress | None") -> RoomFacts:
    if session.interview_type is not InterviewType.AI:
        return RoomFacts(outside=outside_of(session))
    if progress is None:
        return RoomFacts(answered=0)
    return RoomFacts(
        progress.questions,
        answered=progress.answered,
        language_code=progress.language_code,
        is_practice_heard=progress.is_practice_heard,
    )


def client_network() -> ClientNetwork:
    """The network that the request came from."""
    return client_network_of(api.resolver.current_event.raw_event, app.settings.origin_secret)


def sent_form() -> dict[str, str]:
    """The fields of the posted form; empty if it cannot be read."""
    try:
        return form_fields(api.resolver.current_event)
    except ValueError:
        return {}
