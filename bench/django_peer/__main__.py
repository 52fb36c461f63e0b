"""`python -m bench.django_peer TIMES` prints the CPU of each booking in ms."""

import json
import secrets
import sys
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import django
from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.http import HttpRequest
from django.test import RequestFactory

django.setup()

from bench.django_peer.booking import hashed  # noqa: E402 (models need Django set up)
from bench.django_peer.models import Candidate, Interview, Job, Organisation, Slot, Token  # noqa: E402


def run(times: int) -> list[float]:
    """CPU of this thread for each booking, in ms, the first one included."""
    call_command("migrate", run_syncdb=True, verbosity=0)
    secret = secrets.token_urlsafe(32)
    organisation = Organisation.objects.create(name="Northwind Logistics")
    Token.objects.create(token_hash=hashed(secret), organisation=organisation, role="recruiter")
    job = Job.objects.create(organisation=organisation, title="Senior Backend Engineer")
    requests = [_request(organisation, job, number, secret) for number in range(times)]
    handler = BaseHandler()
    handler.load_middleware()
    return [_timed(handler, request) for request in requests]


def _request(organisation: Organisation, job: Job, number: int, secret: str) -> HttpRequest:
    starts_at = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1, hours=number)
    hour = timedelta(hours=1)
    slot = Slot.objects.create(organisation=organisation, starts_at=starts_at, ends_at=starts_at + hour)
    candidate = Candidate.objects.create(organisation=organisation, name="Asha Raman", email=f"a{number}@example.com")
    interview = Interview.objects.create(organisation=organisation, candidate=candidate, job=job)
    body = {"interview_id": interview.pk, "booking_notes": "First conversation, please keep the afternoon free."}
    where = f"/api/v1/interviews/slots/{slot.pk}/book_slot"
    return RequestFactory().post(where, body, content_type="application/json", HTTP_AUTHORIZATION=f"Token {secret}")


def _timed(handler: Any, request: HttpRequest) -> float:
    began = time.thread_time()
    response = handler.get_response(request)
    used = (time.thread_time() - began) * 1000
    if response.status_code != 201:
        raise SystemExit(f"the peer answered {response.status_code}")
    return used


print(json.dumps(run(int(sys.argv[1]))))
