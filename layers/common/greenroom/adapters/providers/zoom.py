"""Meetings at Zoom, by its REST API and a Server-to-Server OAuth app.

Zoom has no idempotency: a creation whose answer got lost may have made a meeting. So each meeting carries a mark at the
head of its agenda, of which lists return the first 250 characters. After a creation with an unknown outcome, this
module searches for the mark before it creates another meeting.
"""

import base64
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from greenroom.adapters.providers.access_tokens import AccessToken, asked
from greenroom.adapters.providers.json_api import JsonAnswer, JsonApi, twice
from greenroom.clock import rfc3339
from greenroom.models.meeting import (
    ConnectionCheck,
    HostedMeeting,
    MeetingGoneError,
    OutcomeUnknownError,
    ProviderBusyError,
    ProviderRefusedError,
    WantedMeeting,
)

API = "https://api.zoom.us"
SIGN_IN = "https://zoom.us"
SECONDS_BETWEEN_LISTS = 4.0
"""A list may show a new meeting some seconds later, so it is read twice."""
MOST_PAGES = 10
NO_SUCH_USER, NO_SUCH_MEETING, NO_SCOPE = 1001, 3001, 4711
SCOPE_CODES = frozenset({4700, NO_SCOPE})
AGAIN_AFTER = timedelta(minutes=1)
AFTER_MIDNIGHT = timedelta(minutes=2)

SCOPES = {
    "create meetings": ("meeting:write:meeting:admin", "meeting:write:admin"),
    "move meetings": ("meeting:update:meeting:admin", "meeting:write:admin"),
    "delete meetings": ("meeting:delete:meeting:admin", "meeting:write:admin"),
    "list meetings": ("meeting:read:list_meetings:admin", "meeting:read:admin"),
}
"""The rights that the app needs, each with its granular and its classic scope."""


@dataclass(frozen=True)
class ZoomAccount:
    """The credentials of an organisation's own app at Zoom, and the users that host if no interviewer can."""

    account_id: str
    client_id: str
    client_secret: str = field(repr=False)
    hosts: tuple[str, ...]


@dataclass
class Zoom:
    """One organisation's account."""

    account: ZoomAccount
    clock: Callable[[], datetime]
    stand_in: str = ""
    pause: Callable[[float], None] = time.sleep
    api: JsonApi = field(init=False)
    token: AccessToken = field(init=False)

    def __post_init__(self) -> None:
        self.api = JsonApi(API, who="Zoom", stand_in=self.stand_in)
        sign_in = JsonApi(SIGN_IN, who="Zoom", stand_in=self.stand_in)
        self.token = AccessToken(lambda: _signed_in(sign_in, self.account), self.clock)

    def create(self, wanted: WantedMeeting, *, may_exist: bool = False) -> HostedMeeting:
        """Make a meeting, or, with `may_exist`, take the meeting that an earlier attempt made.

        Raises ProviderRefusedError or ProviderBusyError if no meeting was made, and OutcomeUnknownError if one may
        have been made.
        """
        if may_exist and (found := self._adopted(wanted)):
            return found
        refused: ProviderBusyError | ProviderRefusedError | None = None
        for host in self._hosts(wanted):
            try:
                return self._created(wanted, host)
            except _NoHostError as error:
                # If several hosts refuse, the error is the first reason that may pass with time.
                refused = refused if isinstance(refused, ProviderBusyError) else error.reason
            except OutcomeUnknownError:
                if found := self._adopted(wanted):
                    return found
                raise
        raise refused or ProviderRefusedError("No Zoom user is set that could host a meeting.")

    def move(self, meeting: HostedMeeting, wanted: WantedMeeting) -> HostedMeeting:
        """Give a meeting another time; its id and link stay.

        Raises MeetingGoneError, ProviderRefusedError, ProviderBusyError or OutcomeUnknownError: it may be repeated.
        """
        answer = self._call("PATCH", f"/v2/meetings/{_segment(meeting.meeting_id)}", _times(wanted))
        if answer.status != 204:
            raise self._refusal(answer)
        return meeting

    def delete(self, meeting: HostedMeeting) -> None:
        """Delete a meeting. A meeting that is gone counts as deleted."""
        path = f"/v2/meetings/{_segment(meeting.meeting_id)}?schedule_for_reminder=false"
        answer = self._call("DELETE", path)
        if answer.status != 204 and not (answer.status == 404 and answer.body.get("code") == NO_SUCH_MEETING):
            raise self._refusal(answer)

    def delete_unknown(self, wanted: WantedMeeting) -> None:
        """Delete the meeting that an attempt with an unknown outcome may have made."""
        if found := self._marked(wanted):
            self.delete(_meeting(*found))

    def checks(self) -> list[ConnectionCheck]:
        """Check each need of a connection. Raises ProviderBusyError if Zoom does not answer."""
        # An earlier token would test the earlier scopes and secret.
        self.token.forget()
        try:
            self.token.headers()
        except ProviderRefusedError as error:
            return [ConnectionCheck(name="Sign in", is_ok=False, what_to_do=error.reason)]
        found = [ConnectionCheck(name="Sign in", is_ok=True)]
        for what, scopes in SCOPES.items():
            is_ok = bool(self.token.scopes & set(scopes))
            missing = None if is_ok else f"Add the scope {scopes[0]} to the app at marketplace.zoom.us and activate it."
            found.append(ConnectionCheck(name=f"May {what}", is_ok=is_ok, what_to_do=missing))
        return [*found, *(self._host_check(host) for host in self.account.hosts)]

    def _host_check(self, host: str) -> ConnectionCheck:
        try:
            self._page(host, "", size=1)
        except (ProviderRefusedError, OutcomeUnknownError) as error:
            return ConnectionCheck(name=f"Host {host}", is_ok=False, what_to_do=error.reason)
        return ConnectionCheck(name=f"Host {host}", is_ok=True)

    def _hosts(self, wanted: WantedMeeting) -> list[str]:
        """Possible hosts, best first: interviewers with an account, then the account's hosts in a varying order."""
        pool = self.account.hosts
        first = int.from_bytes(hashlib.sha256(wanted.key.encode()).digest()[:4]) % len(pool) if pool else 0
        return list(dict.fromkeys([*wanted.preferred_hosts, *pool[first:], *pool[:first]]))

    def _created(self, wanted: WantedMeeting, host: str) -> HostedMeeting:
        settings = {"waiting_room": True, "join_before_host": False, "approval_type": 2, "auto_recording": "none"}
        body = {"topic": wanted.topic, "type": 2, "agenda": mark(wanted), "settings": settings, **_times(wanted)}
        answer = self._call("POST", f"/v2/users/{_segment(host)}/meetings", body)
        if answer.status == 201:
            return _meeting(answer.body, host)
        refusal = self._refusal(answer)
        if answer.body.get("code") == NO_SUCH_USER or answer.status == 429:
            raise _NoHostError(refusal)
        raise refusal

    def _adopted(self, wanted: WantedMeeting) -> HostedMeeting | None:
        """The meeting with the mark, moved to the wanted time if it has another; None if there is none."""
        found = self._marked(wanted)
        if found is None:
            return None
        body, host = found
        meeting = _meeting(body, host)
        is_at_time = {name: body.get(name) for name in ("start_time", "duration")}.items() <= _times(wanted).items()
        return meeting if is_at_time else self.move(meeting, wanted)

    def _marked(self, wanted: WantedMeeting) -> tuple[Mapping[str, Any], str] | None:
        """The meeting with the mark in Zoom's lists. If lost answers caused several, all but the oldest are deleted."""
        for look in range(2):
            if look:
                self.pause(SECONDS_BETWEEN_LISTS)
            found = [(body, host) for host in self._hosts(wanted) for body in self._meetings(host)]
            marked = [one for one in found if str(one[0].get("agenda", "")).startswith(mark(wanted))]
            if marked:
                first, *surplus = sorted(marked, key=lambda one: int(one[0]["id"]))
                for body, host in surplus:
                    self.delete(_meeting(body, host))
                return first
        return None

    def _meetings(self, host: str) -> Iterator[Mapping[str, Any]]:
        page_token = ""
        for _ in range(MOST_PAGES):
            page = self._page(host, page_token)
            yield from page.get("meetings", [])
            page_token = str(page.get("next_page_token") or "")
            if not page_token:
                return

    def _page(self, host: str, page_token: str, size: int = 300) -> Mapping[str, Any]:
        asked_for = {"type": "scheduled", "page_size": str(size), "next_page_token": page_token}
        answer = self._call("GET", f"/v2/users/{_segment(host)}/meetings?{urlencode(asked_for)}")
        if answer.status == 200:
            return answer.body
        if answer.body.get("code") == NO_SUCH_USER and size > 1:
            return {}
        raise self._refusal(answer)

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> JsonAnswer:
        def ask(headers: Mapping[str, str]) -> JsonAnswer:
            def once() -> JsonAnswer:
                return self.api.call(method, path, body=body, headers=headers)

            return once() if method == "POST" else twice(once)

        return asked(ask, self.token)

    def _refusal(self, answer: JsonAnswer) -> MeetingGoneError | ProviderBusyError | ProviderRefusedError:
        code, said = answer.body.get("code"), str(answer.body.get("message", ""))[:300]
        if answer.status == 429:
            return self._limit(said)
        if code == NO_SUCH_MEETING:
            return MeetingGoneError("Zoom has no such meeting any more.")
        if code == NO_SUCH_USER:
            return ProviderRefusedError("Zoom knows no user by the address of the host. Set hosts of your account.")
        if code in SCOPE_CODES:
            return ProviderRefusedError("The app at Zoom lacks a scope: test the connection, which names it.")
        if answer.status == 401:
            return ProviderRefusedError("Zoom refuses the app's access. Activate it, or enter its credentials again.")
        return ProviderRefusedError(f"Zoom refused it (status {answer.status}, code {code}): {said}")

    def _limit(self, said: str) -> ProviderBusyError:
        now = self.clock()
        if "daily" not in said.casefold():
            return ProviderBusyError("Zoom asks for a pause.", now + AGAIN_AFTER)
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        again_at = midnight + AFTER_MIDNIGHT
        reason = "Zoom takes 100 new or moved meetings of a host a day, and this host has had them."
        return ProviderBusyError(f"{reason} It is tried again at {rfc3339(again_at)}.", again_at)


class _NoHostError(Exception):
    """This host cannot have the meeting, but another host may."""

    def __init__(self, reason: MeetingGoneError | ProviderBusyError | ProviderRefusedError) -> None:
        super().__init__(reason.reason)
        self.reason = reason if isinstance(reason, ProviderBusyError) else ProviderRefusedError(reason.reason)


def mark(wanted: WantedMeeting) -> str:
    """The first line of a meeting's agenda."""
    digest = hashlib.sha256(f"{wanted.key}#{wanted.generation}".encode()).hexdigest()
    return f"[Greenroom {digest[:24]}]"


def _signed_in(sign_in: JsonApi, account: ZoomAccount) -> JsonAnswer:
    basic = base64.b64encode(f"{account.client_id}:{account.client_secret}".encode()).decode()
    form = {"grant_type": "account_credentials", "account_id": account.account_id}
    answer = sign_in.call("POST", "/oauth/token", form=form, headers={"Authorization": f"Basic {basic}"})
    if answer.status == 429:
        raise ProviderBusyError("Zoom asks for a pause.")
    if answer.status in {400, 401, 403}:
        raise ProviderRefusedError(
            "Zoom does not know this account id with this client id and client secret. Copy all three from the app's"
            " page at marketplace.zoom.us, and activate the app."
        )
    return answer


def _meeting(body: Mapping[str, Any], host: str) -> HostedMeeting:
    # `start_url` admits its bearer as the host and expires after two hours: it is never stored.
    meeting_id, join_url = body.get("id"), str(body.get("join_url", ""))
    if not isinstance(meeting_id, int) or not join_url.startswith("https://"):
        raise OutcomeUnknownError("Zoom's answer could not be read.")
    return HostedMeeting(meeting_id=str(meeting_id), join_url=join_url, host=host)


def _times(wanted: WantedMeeting) -> dict[str, Any]:
    return {"start_time": f"{wanted.starts_at:%Y-%m-%dT%H:%M:%SZ}", "duration": wanted.minutes, "timezone": "UTC"}


def _segment(value: str) -> str:
    return quote(value, safe="@")
