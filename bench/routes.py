"""One usual request of each recruiters' route, prepared through other routes, by which its cost is measured."""

import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, timedelta
from time import time
from typing import Any

from bench.calls import Call
from bench.due import write_all
from bench.interviews import ANSWER, invited_now
from bench.matching import ask, audit, listing, notice, of_candidate, one, requirements, set_aside
from bench.meetings import ZOOM
from bench.recruiter import JOB, NOTES, MeasuredRecruiter
from greenroom.adapters.webhook_deliveries import webhook_delivery_item
from greenroom.clock import rfc3339, utc_now
from greenroom.identifiers import new_id
from greenroom.models.test_mode import test_org_of
from greenroom.models.webhook import Event, WebhookDelivery, WebhookDeliveryStatus, WebhookEvent

type Example = Callable[[MeasuredRecruiter], Call]


def _own_time(days: int = 3) -> dict[str, Any]:
    starts_at = (utc_now() + timedelta(days=days)).astimezone(UTC).replace(microsecond=0)
    return {"starts_at": rfc3339(starts_at), "duration_minutes": 45}


def _online(recruiter: MeasuredRecruiter) -> Call:
    """Enters a meeting that is open now."""
    recruiter.allow(min_notice_minutes=0)
    candidate_id = recruiter.enabled()
    soon = rfc3339((utc_now() + timedelta(minutes=5)).replace(microsecond=0))
    body = {"candidate_id": candidate_id, "job_id": recruiter.job_id, "interview_type": "ONLINE"}
    made = recruiter.make("POST", "/interviews", {**body, "starts_at": soon, "duration_minutes": 30})
    joined = {"room_id": made["candidate_room_id"], "as": "candidate"}
    return recruiter.call("POST", f"/interviews/{made['interview_id']}/join", joined)


def _new_interview(recruiter: MeasuredRecruiter, **more: Any) -> Call:
    return recruiter.call(
        "POST", "/interviews", {"candidate_id": recruiter.enabled(), "job_id": recruiter.job_id, **more}
    )


def _a_token(recruiter: MeasuredRecruiter) -> str:
    return str(recruiter.make("POST", "/tokens", {"name": "integration", "role": "recruiter"})["token_id"])


def _invited(recruiter: MeasuredRecruiter) -> Call:
    return recruiter.call("POST", "/members", {"email": f"{new_id('asha')}@northwind.example", "name": "Asha Raman"})


def _a_member(recruiter: MeasuredRecruiter) -> str:
    """The path of an invited member who is no admin."""
    call = _invited(recruiter)
    return f"/members/{recruiter.make(call.method, call.path, call.body)['member_id']}"


def _with_resume(recruiter: MeasuredRecruiter) -> str:
    candidate_id = recruiter.candidate()
    recruiter.make(
        "POST", f"/candidates/{candidate_id}/resume", {"filename": "cv.pdf", "content_type": "application/pdf"}
    )
    return candidate_id


def _next_slot(recruiter: MeasuredRecruiter) -> Call:
    """One candidate on the only free slot of a day."""
    recruiter.slot(days=30)
    day = (utc_now() + timedelta(days=30)).date().isoformat()
    body = {"candidate_ids": [recruiter.enabled()], "from": day, "to": day}
    return recruiter.call("POST", f"/jobs/{recruiter.job_id}/book", body)


def _days(count: int) -> list[str]:
    first = utc_now().date() + timedelta(days=10)
    return [(first + timedelta(days=n)).isoformat() for n in range(count)]


HOOK = {"url": "https://hooks.northwind.example/greenroom", "notify_email": "ops@northwind.example"}


def _a_webhook(recruiter: MeasuredRecruiter) -> str:
    return str(recruiter.make("POST", "/webhooks", HOOK)["webhook_id"])


def _a_delivery(recruiter: MeasuredRecruiter, *, how_many: int = 1) -> tuple[str, str]:
    """A webhook, and its latest delivery."""
    webhook_id, now = _a_webhook(recruiter), utc_now()
    made = [
        WebhookDelivery(
            org_id=recruiter.org_id,
            webhook_id=webhook_id,
            delivery_id=new_id("dlv"),
            event=Event(
                org_id=recruiter.org_id,
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
    write_all(recruiter, ((recruiter.process.tables.webhook_deliveries, webhook_delivery_item(one)) for one in made))
    return webhook_id, made[-1].delivery_id


def _deliveries(recruiter: MeasuredRecruiter) -> Call:
    return recruiter.call("GET", f"/webhooks/{_a_delivery(recruiter, how_many=30)[0]}/deliveries")


def _replay(recruiter: MeasuredRecruiter) -> Call:
    webhook_id, delivery_id = _a_delivery(recruiter)
    return recruiter.call("POST", f"/webhooks/{webhook_id}/deliveries/{delivery_id}/replay")


def _finished(recruiter: MeasuredRecruiter) -> str:
    """A finished interview with one answer. Its report is not made yet, which does not change the cost."""
    candidate = invited_now(recruiter)
    answer = {"question_id": candidate.started(), "text": ANSWER}
    for path, body in (("/ai/answer", answer), ("/ai/finish", {})):
        recruiter.measured(candidate.call(path, body))
    return candidate.interview_id


def _job_reports(recruiter: MeasuredRecruiter) -> Call:
    _finished(recruiter)
    return recruiter.call("GET", f"/jobs/{recruiter.job_id}/reports")


def _rated(recruiter: MeasuredRecruiter) -> Call:
    path = f"/interviews/{_finished(recruiter)}"
    criterion = recruiter.make("GET", f"{path}/ratings")["criteria"][0]["criterion"]
    return recruiter.call(
        "POST", f"{path}/ratings", {"criterion": criterion, "score": 4, "note": "Named the cause first."}
    )


def _connected(recruiter: MeasuredRecruiter) -> str:
    recruiter.measured(recruiter.call("PUT", "/providers/ZOOM", ZOOM))
    return "/providers/ZOOM"


def _told_by_zoom(recruiter: MeasuredRecruiter) -> Call:
    """Zoom's signed request that checks the address."""
    path = f"{_connected(recruiter)}/events/{recruiter.org_id}"
    raw, timestamp = json.dumps({"event": "endpoint.url_validation", "payload": {"plainToken": "x"}}), str(int(time()))
    digest = hmac.new(b"token", f"v0:{timestamp}:{raw}".encode(), hashlib.sha256).hexdigest()
    headers = {"x-zm-request-timestamp": timestamp, "x-zm-signature": f"v0={digest}"}
    return recruiter.call("POST", path, json.loads(raw), headers)


SWEEP = "POST /interviews/auto-update-status"
OWN_QUESTIONS = {"questions": [{"text": "Why do you want to work here?", "expected_points": ["a reason of one's own"]}]}


def _clock_moved(recruiter: MeasuredRecruiter) -> Call:
    """Move the clock of test records, in an organisation with test mode."""
    recruiter.make("POST", "/tokens", {"name": "Trial", "role": "admin", "mode": "test"})
    return Call("POST", "/test/clock", {"advance_minutes": 90}, {}, test_org_of(recruiter.org_id))


def _planned(recruiter: MeasuredRecruiter) -> str:
    """An interview with its questions made."""
    return str(invited_now(recruiter).interview_id)


def _revoked_calendar(recruiter: MeasuredRecruiter) -> Call:
    owner = {"interviewer_email": f"{new_id('lead')}@northwind.example"}
    recruiter.make("POST", "/calendar-addresses", owner)
    return recruiter.call("POST", "/calendar-addresses/revoke", owner)


EXAMPLES: dict[str, Example] = {
    "POST /jobs": lambda recruiter: recruiter.call("POST", "/jobs", JOB),
    "GET /jobs": lambda api: api.call("GET", "/jobs"),
    "GET /jobs/{job_id}": lambda api: api.call("GET", f"/jobs/{api.job_id}"),
    "PUT /jobs/{job_id}": lambda api: api.call("PUT", f"/jobs/{api.job()}", JOB | {"domain": "Finance"}),
    "PATCH /jobs/{job_id}": lambda api: api.call("PATCH", f"/jobs/{api.job()}", {"domain": "Finance"}),
    "DELETE /jobs/{job_id}": lambda api: api.call("DELETE", f"/jobs/{api.job()}"),
    "GET /jobs/{job_id}/requirements": requirements,
    "PUT /jobs/{job_id}/requirements": lambda api: requirements(api, "PUT"),
    "POST /jobs/{job_id}/match": ask,
    "GET /jobs/{job_id}/matches": listing,
    "GET /jobs/{job_id}/matches?min_score=": lambda api: listing(api, "?min_score=0"),
    "GET /jobs/{job_id}/matches/notice": notice,
    "POST /jobs/{job_id}/matches/audit": audit,
    "GET /jobs/{job_id}/matches/{candidate_id}": one,
    "POST /jobs/{job_id}/matches/{candidate_id}/set-aside": set_aside,
    "GET /candidates/{candidate_id}/matches": of_candidate,
    "GET /jobs/{job_id}/questions": lambda api: api.call("GET", f"/jobs/{api.job_id}/questions"),
    "PUT /jobs/{job_id}/questions": lambda api: api.call("PUT", f"/jobs/{api.job()}/questions", OWN_QUESTIONS),
    "POST /candidates": lambda api: api.call("POST", "/candidates", api.candidate_body()),
    "GET /candidates": lambda api: api.call("GET", "/candidates"),
    "GET /candidates?job_id=": lambda api: api.call("GET", f"/candidates?job_id={api.job_id}"),
    "GET /candidates/{candidate_id}": lambda api: api.call("GET", f"/candidates/{api.candidate()}"),
    "PATCH /candidates/{candidate_id}": lambda api: api.call(
        "PATCH", f"/candidates/{api.candidate()}", {"status": "SCREENED"}
    ),
    "DELETE /candidates/{candidate_id}": lambda api: api.call("DELETE", f"/candidates/{_with_resume(api)}"),
    "POST /candidates/{candidate_id}/resume": lambda api: api.call(
        "POST", f"/candidates/{api.candidate()}/resume", {"filename": "cv.pdf", "content_type": "application/pdf"}
    ),
    "GET /candidates/{candidate_id}/resume": lambda api: api.call("GET", f"/candidates/{_with_resume(api)}/resume"),
    "GET /candidates/{candidate_id}/profile": lambda api: api.call("GET", f"/candidates/{_with_resume(api)}/profile"),
    "PATCH /candidates/{candidate_id}/profile": lambda api: api.call(
        "PATCH", f"/candidates/{_with_resume(api)}/profile", {"name": "Asha Raman"}
    ),
    "POST /candidates/{candidate_id}/shortlist": lambda api: api.call(
        "POST", f"/candidates/{api.candidate()}/shortlist", {"shortlisted": True}
    ),
    "POST /candidates/{candidate_id}/toggle-interview": lambda api: api.call(
        "POST", f"/candidates/{api.shortlisted()}/toggle-interview", {"interview_enabled": True}
    ),
    "POST /jobs/{job_id}/gates": lambda api: api.call(
        "POST", f"/jobs/{api.job_id}/gates", {"candidate_ids": [api.candidate()], "shortlisted": True}
    ),
    "POST /jobs/{job_id}/book": _next_slot,
    "POST /interviews/{interview_id}/invite": lambda api: api.call("POST", f"/interviews/{api.pending()}/invite"),
    "POST /jobs/{job_id}/invitations": lambda api: api.call(
        "POST", f"/jobs/{api.job_id}/invitations", {"candidate_ids": [api.enabled()]}
    ),
    "POST /interviews/move": lambda api: api.call(
        "POST", "/interviews/move", {"interview_ids": [api.scheduled()], "to": {"slots": [api.slot(hour=12)]}}
    ),
    "POST /interviews/cancel": lambda api: api.call(
        "POST", "/interviews/cancel", {"interview_ids": [api.scheduled()], "reason": "The position is filled."}
    ),
    "POST /interviews/slots/close": lambda api: api.call("POST", "/interviews/slots/close", {"slot_ids": [api.slot()]}),
    "GET /candidates/{candidate_id}/interview-status": lambda api: api.call(
        "GET", f"/candidates/{api.booked_candidate()}/interview-status"
    ),
    "POST /interviews/slots": lambda api: api.call("POST", "/interviews/slots", api.slot_body()),
    "POST /interviews/slots/bulk": lambda api: api.call(
        "POST",
        "/interviews/slots/bulk",
        {**{k: v for k, v in api.slot_body().items() if k != "interview_date"}, "dates": _days(10)},
    ),
    "GET /interviews/slots": lambda api: api.call("GET", "/interviews/slots"),
    "GET /interviews/slots?job_id=&available=true": lambda api: api.call(
        "GET", f"/interviews/slots?job_id={api.job_id}&available=true"
    ),
    "GET /interviews/slots/{slot_id}": lambda api: api.call("GET", f"/interviews/slots/{api.slot()}"),
    "PUT /interviews/slots/{slot_id}": lambda api: api.call(
        "PUT", f"/interviews/slots/{api.slot()}", api.slot_body(seats=2)
    ),
    "DELETE /interviews/slots/{slot_id}": lambda api: api.call("DELETE", f"/interviews/slots/{api.slot()}"),
    "POST /interviews": _new_interview,
    "POST /interviews (on a slot)": lambda api: _new_interview(api, slot_id=api.slot()),
    "POST /interviews (at a time)": lambda api: _new_interview(api, **_own_time()),
    "GET /interviews": lambda api: api.call("GET", "/interviews"),
    "GET /interviews?status=": lambda api: api.call("GET", "/interviews?status=SCHEDULED"),
    "GET /interviews/{interview_id}": lambda api: api.call("GET", f"/interviews/{api.scheduled()}"),
    "PUT /interviews/{interview_id} (moved)": lambda api: api.call(
        "PUT", f"/interviews/{api.scheduled()}", {"slot_id": api.slot(hour=14)}
    ),
    "PUT /interviews/{interview_id}": lambda api: api.call(
        "PUT", f"/interviews/{api.scheduled()}", {"booking_notes": "Bring an identity card."}
    ),
    "POST /interviews/{interview_id}/cancel": lambda api: api.call(
        "POST", f"/interviews/{api.scheduled()}/cancel", {"reason": "The position was filled."}
    ),
    "POST /interviews/{interview_id}/resend": lambda api: api.call("POST", f"/interviews/{api.invited()[0]}/resend"),
    "POST /interviews/{interview_id}/join": _online,
    "GET /interviews/{interview_id}/plan": lambda api: api.call("GET", f"/interviews/{_planned(api)}/plan"),
    "PUT /interviews/{interview_id}/plan": lambda api: api.call(
        "PUT", f"/interviews/{_planned(api)}/plan", OWN_QUESTIONS
    ),
    "POST /interviews/{interview_id}/ratings": _rated,
    "GET /interviews/{interview_id}/ratings": lambda api: api.call("GET", f"/interviews/{_finished(api)}/ratings"),
    "POST /interviews/{interview_id}/decision": lambda api: api.call(
        "POST",
        f"/interviews/{_finished(api)}/decision",
        {"decision": "HOLD", "reason": "We talk again in spring."},
    ),
    "GET /candidates/{candidate_id}/export": lambda api: api.call(
        "GET", f"/candidates/{api.booked_candidate()}/export"
    ),
    "GET /jobs/{job_id}/reports": _job_reports,
    "POST /webhooks/{webhook_id}/test": lambda api: api.call("POST", f"/webhooks/{_a_webhook(api)}/test"),
    "GET /interviews/{interview_id}/report": lambda api: api.call("GET", f"/interviews/{_finished(api)}/report"),
    "GET /interviews/{interview_id}/cost": lambda api: api.call("GET", f"/interviews/{api.scheduled()}/cost"),
    "GET /interviews/{interview_id}/logs": lambda api: api.call("GET", f"/interviews/{api.invited()[0]}/logs"),
    "GET /interviews/{interview_id}/notes": lambda api: api.call("GET", f"/interviews/{api.scheduled()}/notes"),
    "POST /interviews/slots/{slot_id}/book_slot": lambda api: api.booking(api.pending(), api.slot()),
    "POST /interviews/schedules/book_interview": lambda api: api.call(
        "POST",
        "/interviews/schedules/book_interview",
        {"interview_id": api.pending(), "slot_id": api.slot(), "booking_notes": NOTES},
    ),
    "POST /interviews/schedules/create_interview_session": lambda api: api.call(
        "POST", "/interviews/schedules/create_interview_session", {"interview_id": api.scheduled()}
    ),
    SWEEP: lambda api: api.call("POST", "/interviews/auto-update-status"),
    "POST /test/clock": _clock_moved,
    "GET /dashboard": lambda api: api.call("GET", "/dashboard"),
    "GET /organisation": lambda api: api.call("GET", "/organisation"),
    "GET /organisation/export": lambda api: api.call("GET", "/organisation/export"),
    "DELETE /organisation": lambda api: api.call("DELETE", "/organisation"),
    "PATCH /organisation": lambda api: api.call("PATCH", "/organisation", {"policy": {"retention_days": 180}}),
    "POST /members": _invited,
    "GET /members": lambda api: api.call("GET", "/members"),
    "PATCH /members/{member_id}": lambda api: api.call("PATCH", _a_member(api), {"role": "viewer"}),
    "DELETE /members/{member_id}": lambda api: api.call("DELETE", _a_member(api)),
    "POST /tokens": lambda api: api.call("POST", "/tokens", {"name": "integration", "role": "recruiter"}),
    "GET /tokens": lambda api: api.call("GET", "/tokens"),
    "DELETE /tokens/{token_id}": lambda api: api.call("DELETE", f"/tokens/{_a_token(api)}"),
    "POST /webhooks": lambda api: api.call("POST", "/webhooks", HOOK),
    "GET /webhooks": lambda api: api.call("GET", "/webhooks"),
    "GET /webhooks/{webhook_id}": lambda api: api.call("GET", f"/webhooks/{_a_webhook(api)}"),
    "PATCH /webhooks/{webhook_id}": lambda api: api.call(
        "PATCH", f"/webhooks/{_a_webhook(api)}", {"description": "The staging system"}
    ),
    "DELETE /webhooks/{webhook_id}": lambda api: api.call("DELETE", f"/webhooks/{_a_webhook(api)}"),
    "POST /webhooks/{webhook_id}/rotate-secret": lambda api: api.call(
        "POST", f"/webhooks/{_a_webhook(api)}/rotate-secret", {}
    ),
    "GET /webhooks/{webhook_id}/deliveries": _deliveries,
    "POST /webhooks/{webhook_id}/deliveries/{delivery_id}/replay": _replay,
    "POST /calendar-addresses": lambda api: api.call("POST", "/calendar-addresses", {"job_id": api.job_id}),
    "POST /calendar-addresses/revoke": _revoked_calendar,
    "GET /providers": lambda api: api.call("GET", "/providers"),
    "PUT /providers/{provider}": lambda api: api.call("PUT", "/providers/ZOOM", ZOOM),
    "DELETE /providers/{provider}": lambda api: api.call("DELETE", _connected(api)),
    "POST /providers/{provider}/test": lambda api: api.call("POST", f"{_connected(api)}/test"),
    "POST /providers/{provider}/events/{org_id}": _told_by_zoom,
}
"""The examples by the route as the contract writes it. Brackets or a query distinguish two examples of one route."""
