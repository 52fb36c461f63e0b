"""The interview's one application, and who speaks with it."""

from datetime import datetime

from greenroom.api.client_network import client_network_of
from greenroom.api.invited_candidate import NO_LINK, key_in
from greenroom.api.routes import Api
from greenroom.api.subjects.ai_interviews import FromCandidate
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.errors import LinkExpiredError, UnauthenticatedError
from greenroom.interviewing.sitting import Presence, Sitting
from greenroom.models.session import Session
from greenroom.rules.links import session_hash
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)
api = Api(app)

TAG = "Candidate"


def admitted_sitting(request: FromCandidate, now: datetime) -> Sitting:
    """The interview behind the request's key, as it stands: one query.

    Raises UnauthenticatedError, ThrottledError where somebody seems to guess, or LinkExpiredError.
    """
    key = _key(request)
    found = app.sittings.sitting(session_hash(key))
    if found is None:
        raise _unknown(now)
    return _alive(found[0], found[0].session, now)


def admitted_presence(request: FromCandidate, now: datetime) -> tuple[Session, Presence]:
    """The session behind the request's key, and who is present. Raises what admitted_sitting raises."""
    key = _key(request)
    found = app.sittings.present(session_hash(key))
    if found is None:
        raise _unknown(now)
    return _alive(found, found[0], now)


def _key(request: FromCandidate) -> str:
    key = key_in(api.resolver.current_event, request.session_key)
    if key is None:
        raise UnauthenticatedError(NO_LINK)
    return key


def _unknown(now: datetime) -> UnauthenticatedError:
    app.limits.note_miss(client_network_of(api.resolver.current_event.raw_event, app.settings.origin_secret), now)
    return UnauthenticatedError(NO_LINK)


def _alive[Found](found: Found, session: Session, now: datetime) -> Found:
    api.works_for(session.org_id, session.interview_id)
    if now > session.expires_at:
        raise LinkExpiredError
    return found
