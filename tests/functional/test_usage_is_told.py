"""Every route that works on an interview records its usage for that interview."""

import importlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.api.routes import Api
from greenroom.clock import rfc3339, utc_now
from greenroom.errors import BusyError
from greenroom.rules.room_tickets import RoomTicket
from greenroom.rules.tokens import token_hash
from local.applications import with_parts
from local.gateway import Answer, answered, rest_event
from tests.examples import example_of
from tests.functional.ai_interviews import AN_OPEN_ROOM, InvitedCandidate, an_invited_candidate_of
from tests.functional.own_list import FORM, LIST, Browser, hidden_fields, sign_in_mailbox, signed_in
from tests.functional.recruiter_requests import a_new_interview, a_new_job, a_new_slot, an_enabled_candidate, done
from tests.functional.test_invitations_to_choose import invite, pending
from tests.functional.test_usage_of_triggers import functions
from tests.usage_lines import UsageLines, usage_lines
from tests.world import Failing, Founder, app, founder

ABOUT_OTHERS = ("<candidate_id>", "<job_id>", "<slot_id>")
"""A route that names one of these is about it, and may touch interviews on its way."""


@dataclass
class Watch:
    """Finds which of two interviews the calls of the database are about, by any of the interviews' keys."""

    names: dict[str, tuple[str, ...]]
    touched: set[str] = field(default_factory=set)

    def __call__(self, params: dict[str, Any], **_: Any) -> None:
        sent = json.dumps(params, default=str)
        self.touched |= {one for one, names in self.names.items() if any(name in sent for name in names)}

    def taken(self) -> set[str]:
        touched, self.touched = self.touched, set()
        return touched


@dataclass(frozen=True)
class Scene:
    """An AI interview and an ONLINE interview that can both begin, and their callers."""

    invited: InvitedCandidate
    meeting: Any
    choice: Any
    """An interview whose candidate was invited to choose a time."""
    slot_id: str
    browser: Browser
    watch: Watch
    lines: UsageLines

    @property
    def names(self) -> dict[str, str]:
        invited, room_id = self.invited, self.meeting["room_id"]
        ids = {"interview_id": invited.interview_id, "slot_id": self.slot_id, "room_id": room_id}
        return ids | {"session_key": invited.key, "content_type": "audio/webm", "ticket": self.ticket}

    @property
    def ticket(self) -> str:
        """A ticket to the meeting's room, which is valid for a minute."""
        ids = (self.invited.org_id, self.meeting["interview_id"])
        ticket = RoomTicket(
            org_id=ids[0], interview_id=ids[1], booking_version=1, who="candidate", device="a-device", until=2**33
        )
        return app.links.signed(ticket, utc_now())

    def is_silent(self) -> bool:
        """Whether a call touched exactly one interview without recording usage for it. Resets the watch."""
        touched = self.watch.taken()
        told = {line["interview_id"] for line in self.lines.taken()}
        return len(touched) == 1 and touched != told


@pytest.fixture(scope="module")
def scene(cloud: Database) -> Iterator[Scene]:
    with sign_in_mailbox() as mailbox, usage_lines() as lines:
        tenant = founder(cloud)(**AN_OPEN_ROOM, join_buffer_minutes=120)
        invited = an_invited_candidate_of(tenant)
        job = a_new_job(tenant.admin)
        # The same person, so that their own list shows both.
        other = an_enabled_candidate(tenant.admin, job["job_id"], online=True)
        soon = rfc3339((utc_now() + timedelta(minutes=60)).replace(microsecond=0))
        online = {"interview_type": "ONLINE", "starts_at": soon, "duration_minutes": 45}
        meeting = a_new_interview(tenant.admin, other, **online)
        slot = a_new_slot(tenant.admin, job["job_id"])
        choice = invite(tenant.admin, pending(tenant.admin))
        booked = (invited.interview_id, meeting["interview_id"])
        names: dict[str, tuple[str, ...]] = {one: names_of(tenant.org_id, one) for one in booked}
        watch = Watch(names | {choice["interview_id"]: (choice["interview_id"],)})
        browser = signed_in(mailbox)
        with watching(cloud, watch):
            lines.taken()
            yield Scene(invited, meeting, choice, slot["slot_id"], browser, watch, lines)


def names_of(org_id: str, interview_id: str) -> tuple[str, str]:
    """The ids of which its keys in the tables consist."""
    booking = app.schedule.booking(org_id, interview_id)
    assert booking is not None
    return interview_id, app.links.hash_of(booking.session_id, booking.version)


@contextmanager
def watching(cloud: Database, watch: Watch) -> Iterator[None]:
    events = cloud.client.meta.events
    events.register("provide-client-params.dynamodb", watch, unique_id="usage-watch")
    yield
    events.unregister("provide-client-params.dynamodb", watch, unique_id="usage-watch")


@dataclass(frozen=True)
class Called:
    """A route to call. `request` is its model's schema."""

    method: str
    path: str
    role: Any = None
    request: Any = None

    def takes(self, name: str) -> bool:
        """Whether its request has this field."""
        return self.request is not None and name in self.request["properties"]

    @property
    def order(self) -> tuple[int, str]:
        """The order of the calls: reads first, moves before entries, and ends last."""
        ends = self.method == "DELETE" or self.path.endswith(("/cancel", "/finish"))
        rank = 0 if self.method == "GET" else 1 if self.path.endswith("/move") else 3 if ends else 2
        return rank, self.path


def routes() -> list[Called]:
    """All routes of all functions: the declared ones, and the portal's pages."""
    found: dict[tuple[str, str], Called] = {}
    for properties in functions().values():
        api = getattr(importlib.import_module(properties["Handler"].rpartition(".")[0]), "api", None)
        if not isinstance(api, Api):
            continue
        # Only the resolver knows the pages, in private attributes.
        declared_routes = api.routes
        for route in (*api.resolver._static_routes, *api.resolver._dynamic_routes):
            called = Called(route.method, route.openapi_path.replace("{", "<").replace("}", ">"))
            found[called.method, called.path] = called
        for declared in declared_routes:
            schema = declared.request.model_json_schema() if declared.request else None
            found[declared.method, declared.path] = Called(declared.method, declared.path, declared.role, schema)
    return sorted(found.values(), key=lambda one: one.order)


def call(route: Called, scene: Scene) -> Answer:
    """Call a route with all that it may need: a token, a session key, a sign-in, existing ids."""
    invited, is_meeting = (
        scene.invited,
        "/join" in route.path or route.path.startswith(("/meeting/", "/room/", f"{LIST}/")),
    )
    names = scene.names | ({"interview_id": scene.meeting["interview_id"]} if is_meeting else {})
    if route.path.startswith("/interview/choose/"):
        names["interview_id"] = scene.choice["interview_id"]
    path = route.path
    for name in ("interview_id", "slot_id"):
        path = path.replace(f"<{name}>", names[name])
    if route.path.startswith("/report/"):
        made_by = token_hash(str(invited.tenant.admin.token))
        link = app.links.report_link_of(invited.org_id, invited.interview_id, made_by, utc_now())
        path = link.partition("//")[2]
        path = path[path.index("/") :]
        if route.path.endswith("/answers/<number>"):
            path = path.replace("?", "/answers/1?", 1)
    path = path.replace("<name>", f"{invited.interview_id}.ics").replace("<", "").replace(">", "")
    if route.method == "GET" and is_meeting:
        path += f"?room_id={names['room_id']}"
    choice_key = scene.choice["interview_link"].rpartition("=")[2]
    keys = {"__Host-greenroom_session": invited.key, "__Host-greenroom_choice": choice_key}
    cookies = {**scene.browser.cookies, **keys}
    headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
    body: Any = body_for(route, names)
    if body is None and route.role is None and route.method == "POST":
        body, headers["Content-Type"] = urlencode(form_for(path, scene)), FORM
    event = rest_event(route.method, path, body, headers)
    if route.role is not None:
        event["headers"]["Authorization"] = f"Token {invited.tenant.admin.token}"
    return answered(event)


def body_for(route: Called, names: dict[str, str]) -> Any:
    """A body with the required fields, made from the schema's examples and existing ids."""
    if route.request is None:
        return None
    example = example_of(route.request, route.request.get("$defs", {}))
    return example | {name: value for name, value in names.items() if route.takes(name)}


def form_for(path: str, scene: Scene) -> dict[str, str]:
    """The fields of the form at that address. In a candidate's own list it has a token and a version."""
    if not path.startswith(f"{LIST}/int_"):
        return {"room_id": scene.names["room_id"]}
    hidden = hidden_fields(scene.browser.get(path.rpartition("/")[0]).text, path)
    scene.is_silent()  # reading the form is a request of its own
    typed = {"slot_id": scene.slot_id} if path.endswith("/move") else {"reason": "I am ill."}
    return {**hidden, **typed}


def test_no_route_works_on_an_interview_in_silence(scene: Scene) -> None:
    silent, told = [], set()
    for route in routes():
        answer = call(route, scene)
        told |= {route.path} if scene.lines.texts else set()
        if scene.is_silent() and not any(other in route.path for other in ABOUT_OTHERS):
            silent.append((route.method, route.path, answer.status, answer.text[:100]))
    assert silent == []
    naming = {route.path for route in routes() if "<interview_id>" in route.path or route.takes("session_key")}
    assert naming <= told, "so the calls did reach what they are about"


def test_requests_for_no_interview_log_no_usage(found: Founder) -> None:
    admin = found().admin
    with usage_lines() as lines:
        a_new_job(admin)
        assert admin("GET", "/interviews/int_unknown").status == 404
        assert admin("POST", "/interviews/int_unknown/cancel", {}).status == 400
    assert lines.told == []


def test_an_invalid_id_is_never_logged(found: Founder) -> None:
    admin, key, reason = found().admin, {"Idempotency-Key": "once"}, {"reason": "Filled."}
    cancelled = a_new_interview(admin, an_enabled_candidate(admin, a_new_job(admin)["job_id"]))["interview_id"]
    assert admin("POST", f"/interviews/{cancelled}/cancel", reason, headers=key).status == 200
    typed = "asha.raman@example.com"
    with usage_lines() as lines:
        refused = admin("POST", f"/interviews/{typed}/cancel", reason, headers=key)
        assert (refused.status, refused.code) == (409, "IDEMPOTENCY_MISMATCH")
        with with_parts(app, schedule=Failing(BusyError())):
            assert admin("POST", f"/interviews/{typed}/cancel", reason).status == 503
        with with_parts(app, schedule=Failing(ZeroDivisionError())):
            assert admin("POST", f"/interviews/{typed}/cancel", reason).status == 500
    assert lines.told == []


def test_a_refusal_of_what_was_found_is_told(found: Founder) -> None:
    admin = found().admin
    slot_id = a_new_slot(admin, job_id := a_new_job(admin)["job_id"])["slot_id"]
    cancelled = a_new_interview(admin, an_enabled_candidate(admin, job_id))["interview_id"]
    done(admin, "POST", f"/interviews/{cancelled}/cancel", {"reason": "Filled."})
    with usage_lines() as lines:
        refused = admin("POST", f"/interviews/slots/{slot_id}/book_slot", {"interview_id": cancelled})
    assert (refused.code, [line["interview_id"] for line in lines.told]) == ("INVALID_STATE", [cancelled])
