"""The message about an action, with its undo, for the next page. A signed cookie keeps it for a minute."""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from functions.console.cookies import cookies_in

COOKIE = "__Host-greenroom_said"
SECONDS = 60


@dataclass(frozen=True)
class Message:
    """A sentence about an action and, if the action can be undone, the form to undo it."""

    words: str
    kind: str = "good"
    """`good`, or `warn` after a refusal."""
    undo_action: str = ""
    undo_fields: dict[str, str] = field(default_factory=dict)


def message_cookie(message: Message, secret: str) -> str:
    """The value of Set-Cookie for a message to the session with that secret."""
    payload = base64.urlsafe_b64encode(json.dumps(asdict(message), ensure_ascii=False).encode()).decode()
    value = f"{payload}.{_signature(payload, secret)}"
    return f"{COOKIE}={value}; Max-Age={SECONDS}; Path=/; HttpOnly; Secure; SameSite=Lax"


def read_message(headers: Mapping[str, str], secret: str) -> Message | None:
    """The message to this session; None without a message or with an invalid signature."""
    payload, _, signature = cookies_in(headers).get(COOKIE, "").partition(".")
    if not hmac.compare_digest(_signature(payload, secret).encode(), signature.encode(errors="replace")):
        return None
    try:
        return Message(**json.loads(base64.urlsafe_b64decode(payload)))
    except (binascii.Error, ValueError, TypeError):
        return None


def clear_message_cookie() -> str:
    """The value of Set-Cookie that deletes the cookie, because a message is shown once."""
    return f"{COOKIE}=; Max-Age=0; Path=/; HttpOnly; Secure; SameSite=Lax"


def _signature(payload: str, secret: str) -> str:
    return hmac.new(secret.encode(), f"message {payload}".encode(), hashlib.sha256).hexdigest()
