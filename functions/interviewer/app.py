"""The function's application, and the check of each request's session."""

from greenroom.api.client_network import client_network_of
from greenroom.api.invited_candidate import NO_LINK, key_in, key_sent
from greenroom.api.routes import Api
from greenroom.api.same_origin import refuse_other_sites, refuse_other_than_json
from greenroom.api.subjects.ai_interviews import FromCandidate
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.errors import (
    FieldProblem,
    InvalidStateError,
    LinkExpiredError,
    UnauthenticatedError,
    ValidationError,
)
from greenroom.interviewing.ai_interview import AiInterview, Presence
from greenroom.models.session import Session
from greenroom.rules.links import session_hash
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)
api = Api(app)

TAG = "Candidate"
ANOTHER_INTERVIEW = (
    "Another interview was opened in this browser since. Open the link of this one again to go on with it."
)


def admitted_interview(request: FromCandidate) -> AiInterview:
    """Read the interview of the request's session key: one query.

    Callers take the time afterwards, because the clock of test records may have been moved.

    Raises UnauthenticatedError for an invalid key, ForbiddenError for another site's page, ValidationError for a
    request with the key in the cookie and no `interview_id`, InvalidStateError if `interview_id` is another
    interview's, ThrottledError after too many invalid keys, and LinkExpiredError.
    """
    key = _key(request)
    found = app.ai_interviews.find(session_hash(key))
    if found is None:
        raise _unknown()
    return _meant(found[0], found[0].session, request)


def admitted_presence(request: FromCandidate) -> tuple[Session, Presence]:
    """Read the session and the presence of the request's session key. Raises the errors of `admitted_interview`."""
    key = _key(request)
    found = app.ai_interviews.present(session_hash(key))
    if found is None:
        raise _unknown()
    return _meant(found, found[0], request)


def _key(request: FromCandidate) -> str:
    event = api.resolver.current_event
    refuse_other_sites(event, app.links.portal_url)
    refuse_other_than_json(event)
    key = key_in(event, request.session_key)
    if key is None:
        raise UnauthenticatedError(NO_LINK)
    if request.interview_id is None and key_sent(event, request.session_key) is None:
        problem = FieldProblem("interview_id", "interview_id is required: GET /ai/session tells it")
        raise ValidationError(f"{problem.message}.", details=(problem,))
    return key


def _unknown() -> UnauthenticatedError:
    app.limits.note_miss(client_network_of(api.resolver.current_event.raw_event, app.settings.origin_secret), app.now())
    return UnauthenticatedError(NO_LINK)


def _meant[Found](found: Found, session: Session, request: FromCandidate) -> Found:
    api.works_for(session.org_id, session.interview_id)
    if request.interview_id not in {None, session.interview_id}:
        raise InvalidStateError(ANOTHER_INTERVIEW)
    if app.now() > session.expires_at:
        raise LinkExpiredError
    return found
