"""Book an interview on a slot: a caller known by token, a seat, a session, an e-mail."""

import hashlib
import json
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.urls import path

from bench.django_peer.models import Booking, Interview, LogEntry, Organisation, Session, Slot, Token

STAMP = "%Y%m%dT%H%M%SZ"


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def book_slot(request: HttpRequest, slot_id: int) -> JsonResponse:
    """Book an interview on a slot, make its session and compose the invitation."""
    _, _, secret = request.headers.get("Authorization", "").partition(" ")
    caller = Token.objects.select_related("organisation").filter(token_hash=hashed(secret)).first()
    if caller is None:
        return JsonResponse({"error": "Unknown token"}, status=401)
    asked = json.loads(request.body)
    now = datetime.now(UTC)
    with transaction.atomic():
        whole = Interview.objects.select_related("candidate", "job")
        interview = whole.get(pk=asked["interview_id"], organisation=caller.organisation)
        slot = Slot.objects.get(pk=slot_id, organisation=caller.organisation)
        if interview.status != "PENDING" or slot.starts_at <= now:
            return JsonResponse({"error": "It can not be booked"}, status=409)
        meanwhile = Booking.objects.filter(interview__candidate=interview.candidate)
        if meanwhile.filter(slot__starts_at__lt=slot.ends_at, slot__ends_at__gt=slot.starts_at).exists():
            return JsonResponse({"error": "The candidate is busy"}, status=409)
        seats = Slot.objects.filter(pk=slot.pk, current_bookings__lt=F("max_candidates"))
        if not seats.update(current_bookings=F("current_bookings") + 1):
            return JsonResponse({"error": "The slot is full"}, status=409)
        booking = Booking.objects.create(interview=interview, slot=slot, notes=asked.get("booking_notes", ""))
        interview.status = "SCHEDULED"
        interview.save(update_fields=["status"])
        LogEntry.objects.create(interview=interview, action="SCHEDULED", at=now)
        key = secrets.token_urlsafe(32)
        Session.objects.create(interview=interview, session_hash=hashed(key), expires_at=slot.ends_at)
        LogEntry.objects.create(interview=interview, action="SESSION_CREATED", at=now)
    link = f"https://portal.example/?session_key={key}"
    mail = invitation(caller.organisation, interview, slot, link)
    return JsonResponse({"booking_id": booking.pk, "status": interview.status, "bytes": len(mail)}, status=201)


def invitation(organisation: Organisation, interview: Interview, slot: Slot, link: str) -> bytes:
    """The e-mail as it would be handed over: text, HTML and a calendar entry."""
    heading = f"Your interview with {organisation.name}"
    minutes = int((slot.ends_at - slot.starts_at).total_seconds() // 60)
    about = {"heading": heading, "interview": interview, "organisation": organisation}
    context = {**about, "slot": slot, "minutes": minutes, "link": link}
    mail = EmailMultiAlternatives(
        subject=heading,
        body=render_to_string("invitation.txt", context),
        from_email=f"{organisation.name} <interviews@portal.example>",
        to=[f"{interview.candidate.name} <{interview.candidate.email}>"],
        headers={"Date": format_datetime(datetime.now(UTC))},
    )
    mail.attach_alternative(render_to_string("invitation.html", context), "text/html")
    mail.attach("invite.ics", calendar_entry(interview, slot, link), "text/calendar")
    return bytes(mail.message().as_bytes())


def calendar_entry(interview: Interview, slot: Slot, link: str) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//peer//EN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"UID:{interview.pk}@portal.example",
        f"DTSTAMP:{datetime.now(UTC):{STAMP}}",
        f"DTSTART:{slot.starts_at:{STAMP}}",
        f"DTEND:{slot.ends_at:{STAMP}}",
        f"SUMMARY:{interview.job.title}",
        f"LOCATION:{link}",
        f"ATTENDEE:mailto:{interview.candidate.email}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join(lines)


urlpatterns = [path("api/v1/interviews/slots/<int:slot_id>/book_slot", book_slot)]
