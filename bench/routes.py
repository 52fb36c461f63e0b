"""One usual call of each recruiter's route, prepared through other routes: what its cost is measured by."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, timedelta
from time import time
from typing import Any

from bench.desk import JOB, NOTES, Desk
from bench.due import write_all
from bench.gateway import Call, label, routes
from bench.interviews import ANSWER, invited_now
from bench.matching import ask, audit, listing, notice, of_candidate, one, requirements, set_aside
from bench.meetings import ZOOM
from bench.place import a_place
from greenroom.adapters.webhook_deliveries import webhook_delivery_item
from greenroom.clock import rfc3339, utc_now
from greenroom.identifiers import new_id
from greenroom.models.webhook import Event, WebhookDelivery, WebhookDeliveryStatus, WebhookEvent

type Example = Callable[[Desk], Call]


def _own_time(days: int = 3) -> dict[str, Any]:
    starts_at = (utc_now() + timedelta(days=days)).astimezone(UTC).replace(microsecond=0)
    return {"starts_at": rfc3339(starts_at), "duration_minutes": 45}


def _online(desk: Desk) -> Call:
    """Enters a meeting that is open now."""
    desk.allow(min_notice_minutes=0)
    candidate_id = desk.enabled()
    soon = rfc3339((utc_now() + timedelta(minutes=5)).replace(microsecond=0))
    body = {"candidate_id": candidate_id, "job_id": desk.job_id, "interview_type": "ONLINE"}
    made = desk.make("POST", "/interviews", {**body, "starts_at": soon, "duration_minutes": 30})
    joined = {"room_id": made["candidate_room_id"], "as": "candidate"}
    return desk.call("POST", f"/interviews/{made['interview_id']}/join", joined)


def _new_interview(desk: Desk, **more: Any) -> Call:
    return desk.call("POST", "/interviews", {"candidate_id": desk.enabled(), "job_id": desk.job_id, **more})


def _a_token(desk: Desk) -> str:
    return str(desk.make("POST", "/tokens", {"name": "integration", "role": "recruiter"})["token_id"])


def _invited(desk: Desk) -> Call:
    return desk.call("POST", "/members", {"email": f"{new_id('asha')}@northwind.example", "name": "Asha Raman"})


def _a_member(desk: Desk) -> str:
    """The path of somebody who was invited and is no admin."""
    call = _invited(desk)
    return f"/members/{desk.make(call.method, call.path, call.body)['member_id']}"


def _with_resume(desk: Desk) -> str:
    candidate_id = desk.candidate()
    desk.make("POST", f"/candidates/{candidate_id}/resume", {"filename": "cv.pdf", "content_type": "application/pdf"})
    return candidate_id


def _days(count: int) -> list[str]:
    first = utc_now().date() + timedelta(days=10)
    return [(first + timedelta(days=n)).isoformat() for n in range(count)]


HOOK = {"url": "https://hooks.northwind.example/greenroom", "notify_email": "ops@northwind.example"}


def _a_webhook(desk: Desk) -> str:
    return str(desk.make("POST", "/webhooks", HOOK)["webhook_id"])


def _a_delivery(desk: Desk, *, how_many: int = 1) -> tuple[str, str]:
    """A webhook, and the last of what it was sent."""
    webhook_id, now = _a_webhook(desk), utc_now()
    made = [
        WebhookDelivery(
            org_id=desk.org_id,
            webhook_id=webhook_id,
            delivery_id=new_id("dlv"),
            event=Event(
                org_id=desk.org_id,
                interview_id=new_id("int"),
                event_id=new_id("evt"),
                type=WebhookEvent.SCHEDULED,
                created_at=now,
                body="{}" + " " * 400,
            ),
            status=WebhookDeliveryStatus.DELIVERED,
            attempts=1,
            created_at=now,
        )
        for _ in range(how_many)
    ]
    write_all(desk, ((desk.place.tables.webhook_deliveries, webhook_delivery_item(one)) for one in made))
    return webhook_id, made[-1].delivery_id


def _deliveries(desk: Desk) -> Call:
    return desk.call("GET", f"/webhooks/{_a_delivery(desk, how_many=30)[0]}/deliveries")


def _replay(desk: Desk) -> Call:
    webhook_id, delivery_id = _a_delivery(desk)
    return desk.call("POST", f"/webhooks/{webhook_id}/deliveries/{delivery_id}/replay")


def _finished(desk: Desk) -> str:
    """An interview that its candidate finished after one answer; its report is not made yet, and reads the same."""
    candidate = invited_now(desk)
    answer = {"question_id": candidate.started(), "text": ANSWER}
    for path, body in (("/ai/answer", answer), ("/ai/finish", {})):
        desk.measured(candidate.call(path, body))
    return candidate.interview_id


def _rated(desk: Desk) -> Call:
    path = f"/interviews/{_finished(desk)}"
    criterion = desk.make("GET", f"{path}/ratings")["criteria"][0]["criterion"]
    return desk.call("POST", f"{path}/ratings", {"criterion": criterion, "score": 4, "note": "Named the cause first."})


def _connected(desk: Desk) -> str:
    desk.measured(desk.call("PUT", "/providers/ZOOM", ZOOM))
    return "/providers/ZOOM"


def _told_by_zoom(desk: Desk) -> Call:
    """Zoom checks the address: signed, and about nobody."""
    path = f"{_connected(desk)}/events/{desk.org_id}"
    raw, timestamp = json.dumps({"event": "endpoint.url_validation", "payload": {"plainToken": "x"}}), str(int(time()))
    digest = hmac.new(b"token", f"v0:{timestamp}:{raw}".encode(), hashlib.sha256).hexdigest()
    headers = {"x-zm-request-timestamp": timestamp, "x-zm-signature": f"v0={digest}"}
    return desk.call("POST", path, json.loads(raw), headers)


SWEEP = "POST /interviews/auto-update-status"
OWN_QUESTIONS = {"questions": [{"text": "Why do you want to work here?", "expected_points": ["a reason of one's own"]}]}


def _planned(desk: Desk) -> str:
    """An interview whose questions are made."""
    return str(invited_now(desk).interview_id)


def _revoked_calendar(desk: Desk) -> Call:
    owner = {"interviewer_email": f"{new_id('lead')}@northwind.example"}
    desk.make("POST", "/calendar-addresses", owner)
    return desk.call("POST", "/calendar-addresses/revoke", owner)


EXAMPLES: dict[str, Example] = {
    "POST /jobs": lambda desk: desk.call("POST", "/jobs", JOB),
    "GET /jobs": lambda desk: desk.call("GET", "/jobs"),
    "GET /jobs/{job_id}": lambda desk: desk.call("GET", f"/jobs/{desk.job_id}"),
    "PUT /jobs/{job_id}": lambda desk: desk.call("PUT", f"/jobs/{desk.job()}", JOB | {"domain": "Finance"}),
    "PATCH /jobs/{job_id}": lambda desk: desk.call("PATCH", f"/jobs/{desk.job()}", {"domain": "Finance"}),
    "DELETE /jobs/{job_id}": lambda desk: desk.call("DELETE", f"/jobs/{desk.job()}"),
    "GET /jobs/{job_id}/requirements": requirements,
    "PUT /jobs/{job_id}/requirements": lambda desk: requirements(desk, "PUT"),
    "POST /jobs/{job_id}/match": ask,
    "GET /jobs/{job_id}/matches": listing,
    "GET /jobs/{job_id}/matches?min_score=": lambda desk: listing(desk, "?min_score=0"),
    "GET /jobs/{job_id}/matches/notice": notice,
    "POST /jobs/{job_id}/matches/audit": audit,
    "GET /jobs/{job_id}/matches/{candidate_id}": one,
    "POST /jobs/{job_id}/matches/{candidate_id}/set-aside": set_aside,
    "GET /candidates/{candidate_id}/matches": of_candidate,
    "GET /jobs/{job_id}/questions": lambda desk: desk.call("GET", f"/jobs/{desk.job_id}/questions"),
    "PUT /jobs/{job_id}/questions": lambda desk: desk.call("PUT", f"/jobs/{desk.job()}/questions", OWN_QUESTIONS),
    "POST /candidates": lambda desk: desk.call("POST", "/candidates", desk.candidate_body()),
    "GET /candidates": lambda desk: desk.call("GET", "/candidates"),
    "GET /candidates?job_id=": lambda desk: desk.call("GET", f"/candidates?job_id={desk.job_id}"),
    "GET /candidates/{candidate_id}": lambda desk: desk.call("GET", f"/candidates/{desk.candidate()}"),
    "PATCH /candidates/{candidate_id}": lambda desk: desk.call(
        "PATCH", f"/candidates/{desk.candidate()}", {"status": "SCREENED"}
    ),
    "DELETE /candidates/{candidate_id}": lambda desk: desk.call("DELETE", f"/candidates/{_with_resume(desk)}"),
    "POST /candidates/{candidate_id}/resume": lambda desk: desk.call(
        "POST", f"/candidates/{desk.candidate()}/resume", {"filename": "cv.pdf", "content_type": "application/pdf"}
    ),
    "GET /candidates/{candidate_id}/resume": lambda desk: desk.call("GET", f"/candidates/{_with_resume(desk)}/resume"),
    "GET /candidates/{candidate_id}/profile": lambda desk: desk.call(
        "GET", f"/candidates/{_with_resume(desk)}/profile"
    ),
    "PATCH /candidates/{candidate_id}/profile": lambda desk: desk.call(
        "PATCH", f"/candidates/{_with_resume(desk)}/profile", {"name": "Asha Raman"}
    ),
    "POST /candidates/{candidate_id}/shortlist": lambda desk: desk.call(
        "POST", f"/candidates/{desk.candidate()}/shortlist", {"shortlisted": True}
    ),
    "POST /candidates/{candidate_id}/toggle-interview": lambda desk: desk.call(
        "POST", f"/candidates/{desk.shortlisted()}/toggle-interview", {"interview_enabled": True}
    ),
    "POST /jobs/{job_id}/gates": lambda desk: desk.call(
        "POST", f"/jobs/{desk.job_id}/gates", {"candidate_ids": [desk.candidate()], "shortlisted": True}
    ),
    "GET /candidates/{candidate_id}/interview-status": lambda desk: desk.call(
        "GET", f"/candidates/{desk.booked_candidate()}/interview-status"
    ),
    "POST /interviews/slots": lambda desk: desk.call("POST", "/interviews/slots", desk.slot_body()),
    "POST /interviews/slots/bulk": lambda desk: desk.call(
        "POST",
        "/interviews/slots/bulk",
        {**{k: v for k, v in desk.slot_body().items() if k != "interview_date"}, "dates": _days(10)},
    ),
    "GET /interviews/slots": lambda desk: desk.call("GET", "/interviews/slots"),
    "GET /interviews/slots?job_id=&available=true": lambda desk: desk.call(
        "GET", f"/interviews/slots?job_id={desk.job_id}&available=true"
    ),
    "GET /interviews/slots/{slot_id}": lambda desk: desk.call("GET", f"/interviews/slots/{desk.slot()}"),
    "PUT /interviews/slots/{slot_id}": lambda desk: desk.call(
        "PUT", f"/interviews/slots/{desk.slot()}", desk.slot_body(seats=2)
    ),
    "DELETE /interviews/slots/{slot_id}": lambda desk: desk.call("DELETE", f"/interviews/slots/{desk.slot()}"),
    "POST /interviews": _new_interview,
    "POST /interviews (on a slot)": lambda desk: _new_interview(desk, slot_id=desk.slot()),
    "POST /interviews (at a time)": lambda desk: _new_interview(desk, **_own_time()),
    "GET /interviews": lambda desk: desk.call("GET", "/interviews"),
    "GET /interviews?status=": lambda desk: desk.call("GET", "/interviews?status=SCHEDULED"),
    "GET /interviews/{interview_id}": lambda desk: desk.call("GET", f"/interviews/{desk.scheduled()}"),
    "PUT /interviews/{interview_id} (moved)": lambda desk: desk.call(
        "PUT", f"/interviews/{desk.scheduled()}", {"slot_id": desk.slot(hour=14)}
    ),
    "PUT /interviews/{interview_id}": lambda desk: desk.call(
        "PUT", f"/interviews/{desk.scheduled()}", {"booking_notes": "Bring an identity card."}
    ),
    "POST /interviews/{interview_id}/cancel": lambda desk: desk.call(
        "POST", f"/interviews/{desk.scheduled()}/cancel", {"reason": "The position was filled."}
    ),
    "POST /interviews/{interview_id}/resend": lambda desk: desk.call("POST", f"/interviews/{desk.invited()[0]}/resend"),
    "POST /interviews/{interview_id}/join": _online,
    "GET /interviews/{interview_id}/plan": lambda desk: desk.call("GET", f"/interviews/{_planned(desk)}/plan"),
    "PUT /interviews/{interview_id}/plan": lambda desk: desk.call(
        "PUT", f"/interviews/{_planned(desk)}/plan", OWN_QUESTIONS
    ),
    "POST /interviews/{interview_id}/ratings": _rated,
    "GET /interviews/{interview_id}/ratings": lambda desk: desk.call("GET", f"/interviews/{_finished(desk)}/ratings"),
    "POST /interviews/{interview_id}/decision": lambda desk: desk.call(
        "POST", f"/interviews/{_finished(desk)}/decision", {"decision": "HOLD", "reason": "We talk again in spring."}
    ),
    "GET /interviews/{interview_id}/report": lambda desk: desk.call("GET", f"/interviews/{_finished(desk)}/report"),
    "GET /interviews/{interview_id}/cost": lambda desk: desk.call("GET", f"/interviews/{desk.scheduled()}/cost"),
    "GET /interviews/{interview_id}/logs": lambda desk: desk.call("GET", f"/interviews/{desk.invited()[0]}/logs"),
    "GET /interviews/{interview_id}/notes": lambda desk: desk.call("GET", f"/interviews/{desk.scheduled()}/notes"),
    "POST /interviews/slots/{slot_id}/book_slot": lambda desk: desk.booking(desk.pending(), desk.slot()),
    "POST /interviews/schedules/book_interview": lambda desk: desk.call(
        "POST",
        "/interviews/schedules/book_interview",
        {"interview_id": desk.pending(), "slot_id": desk.slot(), "booking_notes": NOTES},
    ),
    "POST /interviews/schedules/create_interview_session": lambda desk: desk.call(
        "POST", "/interviews/schedules/create_interview_session", {"interview_id": desk.scheduled()}
    ),
    SWEEP: lambda desk: desk.call("POST", "/interviews/auto-update-status"),
    "GET /dashboard": lambda desk: desk.call("GET", "/dashboard"),
    "GET /organisation": lambda desk: desk.call("GET", "/organisation"),
    "PATCH /organisation": lambda desk: desk.call("PATCH", "/organisation", {"policy": {"retention_days": 365}}),
    "POST /members": _invited,
    "GET /members": lambda desk: desk.call("GET", "/members"),
    "PATCH /members/{member_id}": lambda desk: desk.call("PATCH", _a_member(desk), {"role": "viewer"}),
    "DELETE /members/{member_id}": lambda desk: desk.call("DELETE", _a_member(desk)),
    "POST /tokens": lambda desk: desk.call("POST", "/tokens", {"name": "integration", "role": "recruiter"}),
    "GET /tokens": lambda desk: desk.call("GET", "/tokens"),
    "DELETE /tokens/{token_id}": lambda desk: desk.call("DELETE", f"/tokens/{_a_token(desk)}"),
    "POST /webhooks": lambda desk: desk.call("POST", "/webhooks", HOOK),
    "GET /webhooks": lambda desk: desk.call("GET", "/webhooks"),
    "GET /webhooks/{webhook_id}": lambda desk: desk.call("GET", f"/webhooks/{_a_webhook(desk)}"),
    "PATCH /webhooks/{webhook_id}": lambda desk: desk.call(
        "PATCH", f"/webhooks/{_a_webhook(desk)}", {"description": "The staging system"}
    ),
    "DELETE /webhooks/{webhook_id}": lambda desk: desk.call("DELETE", f"/webhooks/{_a_webhook(desk)}"),
    "POST /webhooks/{webhook_id}/rotate-secret": lambda desk: desk.call(
        "POST", f"/webhooks/{_a_webhook(desk)}/rotate-secret", {}
    ),
    "GET /webhooks/{webhook_id}/deliveries": _deliveries,
    "POST /webhooks/{webhook_id}/deliveries/{delivery_id}/replay": _replay,
    "POST /calendar-addresses": lambda desk: desk.call("POST", "/calendar-addresses", {"job_id": desk.job_id}),
    "POST /calendar-addresses/revoke": _revoked_calendar,
    "GET /providers": lambda desk: desk.call("GET", "/providers"),
    "PUT /providers/{provider}": lambda desk: desk.call("PUT", "/providers/ZOOM", ZOOM),
    "DELETE /providers/{provider}": lambda desk: desk.call("DELETE", _connected(desk)),
    "POST /providers/{provider}/test": lambda desk: desk.call("POST", f"{_connected(desk)}/test"),
    "POST /providers/{provider}/events/{org_id}": _told_by_zoom,
}
"""By the route as the contract writes it; what is in brackets or a query tells two ways of one route apart."""


def route_of(name: str) -> str:
    """The declared route behind an example's name."""
    return name.partition(" (")[0].partition("?")[0]


@contextmanager
def desk_for(name: str, grown: Desk) -> Iterator[Desk]:
    """Whose call an example is.

    An organisation has at most 10 webhooks, so theirs come from one of their own. A sweep reads what is due in any
    organisation, and a report is due seconds after its interview: it is measured where there is nothing else.
    """
    if route_of(name) == SWEEP:
        with a_place(grown.place.endpoint_url) as place:
            yield Desk(place).open()
    elif "/webhooks" in name:
        yield Desk(grown.place).open()
    else:
        yield grown


def recruiters_routes() -> set[str]:
    """Every declared route that a recruiter's system calls, and the meeting's door."""
    return {
        label(route)
        for _, route in routes()
        if route.path.startswith("/api/v1/") and not route.path.endswith(("/openapi.json", "/docs"))
    }


def examples() -> Iterator[tuple[str, Example]]:
    """The examples of the routes that there are."""
    there = recruiters_routes()
    for name, example in EXAMPLES.items():
        if route_of(name) in there:
            yield name, example
