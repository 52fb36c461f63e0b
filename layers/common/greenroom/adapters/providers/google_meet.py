"""Meetings at Google Meet: an event in the calendar of a user, made by a service account with domain-wide delegation.

The event's id is our own, so a repeated creation makes no second event: it answers 409, and the event is read. An id
stays in use after its event was deleted, so the generation is a part of it.
"""

import base64
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from greenroom.adapters.providers.access_tokens import AccessToken, asked
from greenroom.adapters.providers.json_api import JsonAnswer, JsonApi, twice
from greenroom.clock import rfc3339
from greenroom.models.meeting import (
    Attendee,
    ConnectionCheck,
    HostedMeeting,
    MeetingGoneError,
    MeetingProviderError,
    OutcomeUnknownError,
    ProviderBusyError,
    ProviderRefusedError,
    WantedMeeting,
)

SIGN_IN = "https://oauth2.googleapis.com"
CALENDAR = "https://www.googleapis.com"
MEET = "https://meet.googleapis.com"
EVENTS_SCOPE = "https://www.googleapis.com/auth/calendar.events"
MEET_SCOPE = "https://www.googleapis.com/auth/meetings.space.readonly"
EVENTS = "/calendar/v3/calendars/primary/events"
TOKEN_LIVES = timedelta(hours=1)
LOOKS = 5
FIRST_PAUSE = 0.5
"""The first pause in seconds while Google makes a conference. Each further pause is twice as long."""
AGAIN_AFTER = timedelta(minutes=1)
BUSY_REASONS = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "calendarUsageLimitsExceeded"})
MOST_PAGES = 10

DELEGATION = (
    "Domain-wide delegation is missing: in admin.google.com, Security, API controls, Domain-wide delegation, add the"
    " service account's client id with the scope {scope}. It may take some minutes to be known."
)


@dataclass(frozen=True)
class GoogleAccount:
    """A service account, and the user in whose calendar the events are."""

    client_email: str
    private_key: str = field(repr=False)
    organizer: str


@dataclass
class GoogleMeet:
    """One organisation's calendar."""

    account: GoogleAccount
    clock: Callable[[], datetime]
    stand_in: str = ""
    pause: Callable[[float], None] = time.sleep
    calendar: JsonApi = field(init=False)
    meet: JsonApi = field(init=False)
    events_token: AccessToken = field(init=False)
    meet_token: AccessToken = field(init=False)

    def __post_init__(self) -> None:
        sign_in = JsonApi(SIGN_IN, who="Google", stand_in=self.stand_in)
        self.calendar = JsonApi(CALENDAR, who="Google", stand_in=self.stand_in)
        self.meet = JsonApi(MEET, who="Google", stand_in=self.stand_in)
        self.events_token = AccessToken(lambda: self._signed_in(sign_in, EVENTS_SCOPE), self.clock)
        self.meet_token = AccessToken(lambda: self._signed_in(sign_in, MEET_SCOPE), self.clock)

    def create(self, wanted: WantedMeeting, *, may_exist: bool = False) -> HostedMeeting:  # noqa: ARG002 (Zoom's need)
        """Make an event with a conference, or take the event that an earlier attempt made.

        Raises MeetingGoneError if somebody deleted that event, so that the next generation is due; ProviderBusyError,
        also while Google still makes the conference; ProviderRefusedError; or OutcomeUnknownError.
        """
        event_id = event_id_of(wanted)
        conference = {"requestId": event_id, "conferenceSolutionKey": {"type": "hangoutsMeet"}}
        body = {
            "id": event_id,
            "summary": wanted.topic,
            **_times(wanted),
            "conferenceData": {"createRequest": conference},
        }
        answer = self._call("POST", f"{EVENTS}?conferenceDataVersion=1&sendUpdates=none", body)
        if answer.status not in {200, 409}:
            raise _refusal(answer)
        event = self._event(event_id) if answer.status == 409 else answer.body
        meeting = self._with_conference(event_id, event)
        return meeting if answer.status == 200 else self.move(meeting, wanted)

    def move(self, meeting: HostedMeeting, wanted: WantedMeeting) -> HostedMeeting:
        """Give an event another time; its id and link stay. Raises what `create` raises; it may be repeated."""
        path = f"{EVENTS}/{_segment(meeting.meeting_id)}?sendUpdates=none"
        answer = self._call("PATCH", path, _times(wanted))
        if answer.status != 200:
            raise _refusal(answer)
        if answer.body.get("status") == "cancelled":
            raise _deleted()
        return meeting

    def delete(self, meeting: HostedMeeting) -> None:
        """Delete an event. An event that is gone counts as deleted."""
        self._delete(meeting.meeting_id)

    def delete_unknown(self, wanted: WantedMeeting) -> None:
        """Delete the meeting that an attempt with an unknown outcome may have made."""
        self._delete(event_id_of(wanted))

    def attendees(self, meeting: HostedMeeting, since: datetime) -> list[Attendee]:
        """The attendees of a meeting's conferences that began after `since`, in the order of arrival."""
        code = meeting.join_url.rstrip("/").rpartition("/")[2]
        wanted = f'space.meeting_code = "{code}" AND start_time >= "{rfc3339(since)}"'
        records = self._all(f"/v2/conferenceRecords?{urlencode({'filter': wanted})}", "conferenceRecords")
        found = [
            _attendee(one)
            for record in records
            for one in self._all(f"/v2/{quote(str(record['name']))}/participants?pageSize=100", "participants")
        ]
        return sorted(found, key=lambda attendee: attendee.came_at)

    def checks(self) -> list[ConnectionCheck]:
        """Check each need of a connection. Raises ProviderBusyError if Google does not answer."""
        # Earlier tokens would test the earlier delegation and key.
        self.events_token.forget()
        self.meet_token.forget()
        found = []
        for name, ask in (
            ("May write events", self.events_token.headers),
            ("May make conferences", self._try_conference),
            ("May read who attended", self._try_records),
        ):
            try:
                ask()
            except ProviderBusyError:
                raise
            except MeetingProviderError as error:
                found.append(ConnectionCheck(name=name, is_ok=False, what_to_do=error.reason))
                if ask == self.events_token.headers:
                    break
            else:
                found.append(ConnectionCheck(name=name, is_ok=True))
        return found

    def _try_conference(self) -> None:
        """Make an event as a booking would, an hour from now, and delete it."""
        now = self.clock()
        wanted = WantedMeeting(
            key=f"connection test {rfc3339(now)}",
            topic="Greenroom tests its connection",
            starts_at=now + timedelta(hours=1),
            ends_at=now + timedelta(hours=1, minutes=5),
        )
        try:
            self.create(wanted)
        finally:
            self.delete_unknown(wanted)

    def _try_records(self) -> None:
        wanted = urlencode({"pageSize": "1"})
        self._all(f"/v2/conferenceRecords?{wanted}", "conferenceRecords", most_pages=1)

    def _all(self, path: str, name: str, most_pages: int = MOST_PAGES) -> list[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        page_token = ""
        for _ in range(most_pages):
            page_path = f"{path}&{urlencode({'pageToken': page_token})}" if page_token else path

            def ask(headers: Mapping[str, str], page_path: str = page_path) -> JsonAnswer:
                return twice(lambda: self.meet.call("GET", page_path, headers=headers))

            answer = asked(ask, self.meet_token)
            if answer.status != 200:
                raise _refusal(answer)
            found += answer.body.get(name, [])
            page_token = str(answer.body.get("nextPageToken") or "")
            if not page_token:
                break
        return found

    def _event(self, event_id: str) -> Mapping[str, Any]:
        answer = self._call("GET", f"{EVENTS}/{event_id}")
        if answer.status != 200:
            raise _refusal(answer)
        if answer.body.get("status") == "cancelled":
            raise _deleted()
        return answer.body

    def _with_conference(self, event_id: str, event: Mapping[str, Any]) -> HostedMeeting:
        """The meeting of an event, once it has its conference, which Google makes a moment later."""
        for look in range(LOOKS):
            if look:
                self.pause(FIRST_PAUSE * 2 ** (look - 1))
                event = self._event(event_id)
            if link := _link(event):
                return HostedMeeting(meeting_id=event_id, join_url=link, host=self.account.organizer)
            if _conference_status(event) == "failure":
                raise ProviderRefusedError("Google could not make the conference for this event.")
        raise ProviderBusyError("Google is still making the conference.", self.clock() + AGAIN_AFTER)

    def _delete(self, event_id: str) -> None:
        answer = self._call("DELETE", f"{EVENTS}/{_segment(event_id)}?sendUpdates=none")
        if answer.status not in {204, 404, 410}:
            raise _refusal(answer)

    def _call(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> JsonAnswer:
        def ask(headers: Mapping[str, str]) -> JsonAnswer:
            return twice(lambda: self.calendar.call(method, path, body=body, headers=headers))

        return asked(ask, self.events_token)

    def _signed_in(self, sign_in: JsonApi, scope: str) -> JsonAnswer:
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": self._assertion(scope)}
        answer = sign_in.call("POST", "/token", form=form)
        error = answer.body.get("error")
        if answer.status == 429:
            raise ProviderBusyError("Google asks for a pause.")
        if error in {"unauthorized_client", "access_denied"}:
            raise ProviderRefusedError(DELEGATION.format(scope=scope))
        if error == "invalid_grant":
            raise ProviderRefusedError(
                "Google does not accept this service account for this organizer: the organizer is a user of your own"
                " Workspace, and the key is one that has not been deleted."
            )
        if answer.status != 200:
            raise ProviderRefusedError(f"Google refused to sign in (status {answer.status}).")
        return answer

    def _assertion(self, scope: str) -> str:
        import jwt  # noqa: PLC0415 (with cryptography it takes a tenth of a second, and Zoom does without)

        now = self.clock()
        claims = {
            "iss": self.account.client_email,
            "sub": self.account.organizer,
            "scope": scope,
            "aud": f"{SIGN_IN}/token",
            "iat": int(now.timestamp()),
            "exp": int((now + TOKEN_LIVES).timestamp()),
        }
        try:
            return jwt.encode(claims, self.account.private_key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError) as error:
            raise ProviderRefusedError(
                "The private key is none that can be read: copy it whole, with its first and"
                " last line, from the service account's JSON file."
            ) from error


def event_id_of(wanted: WantedMeeting) -> str:
    """The id of a meeting's event: base32hex, as Google requires."""
    digest = hashlib.sha256(f"{wanted.key}#{wanted.generation}".encode()).digest()
    return base64.b32hexencode(digest).decode().lower().rstrip("=")


def _deleted() -> MeetingGoneError:
    return MeetingGoneError("The event was deleted in the calendar.")


def _refusal(answer: JsonAnswer) -> MeetingProviderError:
    found = answer.body.get("error")
    error: Mapping[str, Any] = found if isinstance(found, dict) else {}
    reasons = {str(one.get("reason")) for one in error.get("errors", []) if isinstance(one, dict)}
    said = str(error.get("message", ""))[:300]
    if answer.status == 429 or reasons & BUSY_REASONS:
        return ProviderBusyError("Google asks for a pause.")
    if answer.status in {404, 410}:
        return MeetingGoneError("Google has no such event any more.")
    if "Invalid conference type value" in said:
        return ProviderRefusedError(
            f"Google makes no conference for this calendar. {DELEGATION}".format(scope=EVENTS_SCOPE)
        )
    if "accessNotConfigured" in reasons or "has not been used in project" in said:
        return ProviderRefusedError(
            "An API is not switched on: in console.cloud.google.com enable the Google Calendar API and the Google Meet"
            " REST API in the project of the service account."
        )
    return ProviderRefusedError(f"Google refused it (status {answer.status}): {said}")


def _link(event: Mapping[str, Any]) -> str | None:
    if _conference_status(event) != "success":
        return None
    entries = event.get("conferenceData", {}).get("entryPoints", [])
    links = [str(one.get("uri")) for one in entries if one.get("entryPointType") == "video"]
    return next((link for link in links if link.startswith("https://")), None)


def _conference_status(event: Mapping[str, Any]) -> str:
    request = event.get("conferenceData", {}).get("createRequest", {})
    return str(request.get("status", {}).get("statusCode", "pending"))


def _attendee(participant: Mapping[str, Any]) -> Attendee:
    for kind in ("signedinUser", "anonymousUser", "phoneUser"):
        if user := participant.get(kind):
            return Attendee(
                name=str(user.get("displayName", "")),
                is_signed_in=kind == "signedinUser",
                came_at=participant["earliestStartTime"],
            )
    raise OutcomeUnknownError("Google's answer could not be read.")


def _times(wanted: WantedMeeting) -> dict[str, Any]:
    return {"start": {"dateTime": rfc3339(wanted.starts_at)}, "end": {"dateTime": rfc3339(wanted.ends_at)}}


def _segment(value: str) -> str:
    return quote(value, safe="")
