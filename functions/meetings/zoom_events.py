"""The route for Zoom's events about attendance. It needs no token, because each message is signed."""

from base64 import b64decode

from functions.meetings.app import api, app
from greenroom.api.subjects.providers import EventAnswer
from greenroom.errors import NotConnectedError, NotFoundError
from greenroom.models.interview import Provider
from greenroom.observability import metrics
from greenroom.rules.zoom_events import (
    VALIDATION,
    answer_to_validation,
    message_in,
    participant_in,
    refuse_wrong_signature,
    signed_at,
)
from greenroom.usecases.note_arrival import note_participant
from greenroom.usecases.providers import named


@api.post(
    "/api/v1/providers/<provider>/events/<org_id>",
    summary="What Zoom tells of meetings; signed with the app's secret token",
    tag="Providers",
    role=None,
    errors=("VALIDATION", "UNAUTHENTICATED", "NOT_FOUND"),
)
def post_event(provider: str, org_id: str) -> EventAnswer:
    """The first arrival of a person is stored. A message that is unsigned or older than five minutes is refused."""
    if named(provider) is not Provider.ZOOM:
        raise NotFoundError("Provider")
    now, raw = app.now(), _raw_body()
    timestamp, signature = api.header("x-zm-request-timestamp") or "", api.header("x-zm-signature") or ""
    # The signature is checked before anything is read, because anybody can send here.
    signed_at(timestamp, now)
    try:
        secret = app.accounts.zoom_webhook_secret(org_id)
    except NotConnectedError as error:
        raise NotFoundError("Provider") from error
    refuse_wrong_signature(secret, timestamp, raw, signature)
    message = message_in(raw)
    if message.get("event") == VALIDATION:
        plain, encrypted = answer_to_validation(secret, message)
        return EventAnswer(plainToken=plain, encryptedToken=encrypted)
    participant = participant_in(message, now)
    if participant is not None and note_participant(
        org_id, participant, meetings=app.meetings, schedule=app.schedule, links=app.links
    ):
        metrics.add_metric("MeetingJoined", "Count", 1)
    return EventAnswer()


def _raw_body() -> bytes:
    event = api.resolver.current_event.raw_event
    body = event.get("body") or ""
    return b64decode(body) if event.get("isBase64Encoded") else body.encode()
