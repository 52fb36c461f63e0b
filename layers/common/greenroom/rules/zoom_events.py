"""Zoom's events: the check of their signature, and the arrivals that they report.

The signature is that of Zoom's "Using webhooks": HMAC-SHA256 of `v0:{timestamp}:{raw body}` with the app's secret
token.
"""

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from greenroom.errors import UnauthenticatedError, ValidationError

REPLAYABLE_FOR = timedelta(minutes=5)
VALIDATION = "endpoint.url_validation"
JOINED = "meeting.participant_joined"
LONGEST_TOKEN = 200


class Participant(NamedTuple):
    """A participant who joined a meeting."""

    meeting_id: str
    email: str
    """Empty for guests."""
    name: str
    is_host: bool
    at: datetime


def signed_at(timestamp: str, now: datetime) -> datetime:
    """The time at which a message was signed. Raises UnauthenticatedError if it is not recent, because copies can be
    replayed."""
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 13:
        raise UnauthenticatedError("This message carries no time.")
    seconds = int(timestamp) / (1000 if len(timestamp) == 13 else 1)
    moment = datetime.fromtimestamp(seconds, UTC)
    if abs(now - moment) > REPLAYABLE_FOR:
        raise UnauthenticatedError("This message is too old, or a clock is wrong.")
    return moment


def refuse_wrong_signature(secret: str, timestamp: str, raw: bytes, signature: str) -> None:
    """Raises UnauthenticatedError unless Zoom signed the message."""
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + raw, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(f"v0={digest}".encode(), signature.encode(errors="replace")):
        raise UnauthenticatedError("This message is not signed with the secret token of the app.")


def message_in(raw: bytes) -> dict[str, Any]:
    """A message's fields. Raises ValidationError."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise ValidationError("This is no message of Zoom's.") from error
    if not isinstance(found, dict) or not isinstance(found.get("payload"), dict):
        raise ValidationError("This is no message of Zoom's.")
    return found


def answer_to_validation(secret: str, message: dict[str, Any]) -> tuple[str, str]:
    """Zoom's token, and its signature by which Zoom sees that the secret is known here. Raises ValidationError."""
    token = message["payload"].get("plainToken")
    if not isinstance(token, str) or not 0 < len(token) <= LONGEST_TOKEN:
        raise ValidationError("plainToken is missing.")
    return token, hmac.new(secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def participant_in(message: dict[str, Any], now: datetime) -> Participant | None:
    """The participant and the meeting of a message; None for other messages."""
    meeting = message["payload"].get("object")
    if message.get("event") != JOINED or not isinstance(meeting, dict):
        return None
    person = meeting.get("participant")
    meeting_id = str(meeting.get("id", ""))
    if not isinstance(person, dict) or not meeting_id.isascii() or not meeting_id.isdigit():
        return None
    ids = {str(person[name]) for name in ("id", "participant_user_id") if person.get(name)}
    return Participant(
        meeting_id=meeting_id,
        email=str(person.get("email") or ""),
        name=str(person.get("user_name") or ""),
        is_host=bool(meeting.get("host_id")) and str(meeting["host_id"]) in ids,
        at=_moment(person.get("join_time"), now),
    )


def _moment(text: Any, now: datetime) -> datetime:
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return now
    # Clocks differ, but an arrival must not be in the future.
    return min(found, now) if found.tzinfo is not None else now
