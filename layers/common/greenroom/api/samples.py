"""Examples for the document: a value for each field by its name, put together as its schema says."""

from typing import Any

VALUES: dict[str, Any] = {
    "accent_tld": "co.in",
    "actor": "token:ATS",
    "ai_interview_type": "TECHNICAL",
    "answered": 0,
    "as": "candidate",
    "asked_at": "2026-11-27T09:02:10Z",
    "audio_key": "answers/org_01jd8m3z2y1x0w9v8u7t6s5r4q/int_01jd8m7c4y2x0w8v6t4r2p0n8m/python-lists/rec_1.webm",
    "audio_url": None,
    "booking_notes": "Ask about the move to event sourcing.",
    "cancelled_interviews": [],
    "candidate_email": "asha.raman@example.com",
    "candidate_id": "cand_01jd8m5q0z6v1h3s7k9n2r4t5w",
    "candidate_joined_at": None,
    "candidate_name": "Asha Raman",
    "client_id": "window-1",
    "company_name": "Acme",
    "content_type": "application/pdf",
    "created_at": "2026-11-20T08:15:00Z",
    "currency": "USD",
    "current_bookings": 1,
    "code": None,
    "dates": ["2026-11-27", "2026-12-04"],
    "domain": "Backend",
    "draft": None,
    "duration_minutes": 45,
    "email": "asha.raman@example.com",
    "email_sent": True,
    "end_time": "15:15",
    "ended_at": "2026-11-27T09:45:00Z",
    "ends_at": "2026-11-27T09:45:00Z",
    "expires_at": None,
    "extra_time_percent": 0,
    "filename": "asha-raman.pdf",
    "from": None,
    "full_name": "Asha Raman",
    "interview_date": "2026-11-27",
    "interview_id": "int_01jd8m7c4y2x0w8v6t4r2p0n8m",
    "interview_link": "https://interviews.example.com/?session_key=9f2c…",
    "interviewer_email": None,
    "interviewer_joined_at": None,
    "job_description": "Build the services behind our booking platform.",
    "job_id": "job_01jd8m4a7x5w3v1t9r7p5n3m1k",
    "job_title": "Backend Engineer",
    "joined_at": "2026-11-27T08:59:40Z",
    "language_code": "en-IN",
    "last_entry_at": "2026-11-27T09:10:00Z",
    "left_out": ["Free tiers, discounts and taxes."],
    "last_used_at": "2026-11-20T08:00:00Z",
    "location": None,
    "max_candidates": 1,
    "meeting_link": None,
    "name": "ATS",
    "new": {"status": "SCHEDULED", "slot_id": "slot_01jd8m6b5w4v3t2s1r0q9p8n7m"},
    "next_cursor": None,
    "notify_email": "ats@acme.example.com",
    "note": None,
    "old": {"status": "PENDING"},
    "opens_at": "2026-11-27T08:59:30Z",
    "pages": 2,
    "parsed_at": "2026-11-20T08:16:04Z",
    "parsed_text": "Asha Raman\nBackend engineer, nine years …",
    "phone": "+91 98400 00000",
    "prices_as_of": "2026-11-24",
    "prices_region": "us-east-1",
    "provider": None,
    "quantities": {"read_units": 6, "write_units": 30},
    "question_id": "python-lists-and-tuples",
    "reason": None,
    "recorded_from": "2026-11-20T08:15:00Z",
    "recorded_until": "2026-11-27T09:45:00Z",
    "request_id": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "resume_id": "res_01jd8m8d3x2w1v0t9s8r7q6p5n",
    "revoked_at": None,
    "role": "recruiter",
    "room_id": None,
    "scheduled_at": "2026-11-27T09:00:00Z",
    "sent_at": "2026-11-20T08:16:10Z",
    "secret": "whsec_…",
    "server_time": "2026-11-27T08:58:00Z",
    "service": "DynamoDB",
    "session_id": "ses_01jd8m9e2w1v0t9s8r7q6p5n4m",
    "session_key": "9f2c7a1be04d6f3352a8c91d7e6b5f40a1c2d3e4f5061728394a5b6c7d8e9f00",
    "shortlisted": True,
    "slot_id": "slot_01jd8m6b5w4v3t2s1r0q9p8n7m",
    "start_time": "14:30",
    "starter_code": None,
    "started_at": "2026-11-27T09:00:00Z",
    "starts_at": "2026-11-27T09:00:00Z",
    "text": "A list can change; a tuple can not, so it can be a key.",
    "tech_stack_details": None,
    "time_limit_seconds": 150,
    "timezone": "Asia/Kolkata",
    "to": None,
    "token": "grt_…",
    "token_id": "tok_01jd8maf1v0t9s8r7q6p5n4m3k",
    "total": None,
    "updated_at": "2026-11-20T08:15:00Z",
    "url": "https://acme-documents.s3.ap-south-1.amazonaws.com/",
    "usd": "0.000019500",
    "version": 1,
    "weekdays": None,
    "work_experience": 9,
}
"""By name of the field. None leaves it out of a request, and is null in an answer."""

BODIES: dict[str, Any] = {
    "AnswerQuestion": {
        "question_id": VALUES["question_id"],
        "text": VALUES["text"],
        "client_id": VALUES["client_id"],
        "facts": [{"kind": "PASTED", "at": "2026-11-27T09:03:00Z", "characters": 300}],
    },
    "BookInterview": {"interview_id": VALUES["interview_id"], "slot_id": VALUES["slot_id"]},
    "BookSlot": {"interview_id": VALUES["interview_id"], "booking_notes": VALUES["booking_notes"]},
    "CancelInterview": {"reason": "The position is filled."},
    "ChangeCandidate": {"email": "asha@example.com"},
    "ChangeInterview": {"slot_id": VALUES["slot_id"]},
    "ChangeJob": {"domain": "Data"},
    "CreateInterview": {"candidate_id": VALUES["candidate_id"], "job_id": VALUES["job_id"]},
    "CreateSlot": {
        "job_id": VALUES["job_id"],
        "interview_date": "2026-11-27",
        "start_time": "14:30",
        "end_time": "15:15",
        "timezone": "Asia/Kolkata",
    },
    "CreateSlots": {
        "job_id": VALUES["job_id"],
        "start_time": "14:30",
        "end_time": "15:15",
        "from": "2026-11-30",
        "to": "2026-12-11",
        "weekdays": ["MON", "WED"],
    },
    "CreateToken": {"name": "ATS", "role": "recruiter"},
    "FinishInterview": {"client_id": VALUES["client_id"]},
    "Heartbeat": {
        "question_id": VALUES["question_id"],
        "text": "A list can change; a tuple",
        "client_id": VALUES["client_id"],
    },
    "JoinMeeting": {"room_id": "org_01jd8m3z2y1x0w9v8u7t6s5r4q-p3Jx0c…", "as": "interviewer"},
    "CreateWebhook.url": "https://ats.acme.example.com/greenroom",
    "WebhookAnswer.url": "https://ats.acme.example.com/greenroom",
    "WebhookSecretAnswer.url": "https://ats.acme.example.com/greenroom",
    "Shortlist": {"shortlisted": True},
    "StartInterview": {"consent": True, "client_id": VALUES["client_id"]},
    "ToggleInterview": {"interview_enabled": True},
    "Transcribe": {"question_id": VALUES["question_id"], "audio_key": VALUES["audio_key"]},
    "UploadRecording": {"question_id": VALUES["question_id"], "content_type": "audio/webm"},
    "UploadForm": {
        "url": VALUES["url"],
        "fields": {"Content-Type": "audio/webm", "key": "answers/…", "policy": "…", "x-amz-signature": "…"},
    },
    "CurrentQuestion.id": VALUES["question_id"],
    "CurrentQuestion.number": 3,
    "CurrentQuestion.total": 8,
    "CurrentQuestion.text": "What is the difference between a list and a tuple in Python?",
    "CurrentQuestion.language": None,
    "CurrentQuestion.ends_at": "2026-11-27T09:04:40Z",
    "StepAnswer.done": False,
    "QuestionsAnswered": {"answered": 2, "total": 8},
    "HeartbeatAnswer.state": "IN_PROGRESS",
    "Upload": {
        "url": VALUES["url"],
        "fields": {"Content-Type": "application/pdf", "key": "resumes/…", "policy": "…", "x-amz-signature": "…"},
    },
    "SlotAnswer.status": "AVAILABLE",
    "CandidateAnswer.status": "NEW",
    "CreateCandidate.status": "NEW",
    "ResumeAnswer.status": "PARSED",
    "ExpectedResumeAnswer.status": "AWAITING_UPLOAD",
    "EmailAnswer.status": "SENT",
    "InterviewAnswer.status": "SCHEDULED",
    "BookedAnswer.status": "SCHEDULED",
    "CancelledAnswer.status": "CANCELLED",
    "JoinedAnswer.status": "IN_PROGRESS",
    "JoinedAnswer.provider": "INTERNAL_VIDEO_ROOM",
    "JoinedAnswer.meeting_link": "https://interviews.example.com/meeting/int_01jd8m7c4y2x0w8v6t4r2p0n8m?room_id=org_…",
}
"""Whole bodies, and fields that mean something else in each."""


def sample_of(schema: dict[str, Any], schemas: dict[str, Any], name: str = "", owner: str = "") -> Any:
    """An example for a schema; `name` and `owner` say which field of what it is."""
    if f"{owner}.{name}" in BODIES:
        return BODIES[f"{owner}.{name}"]
    if "$ref" in schema:
        title = schema["$ref"].rsplit("/", 1)[-1]
        return BODIES[title] if title in BODIES else sample_of(schemas[title], schemas, name, title)
    properties = schema.get("properties")
    if properties:
        return _object(schema, schemas, owner)
    if schema.get("type") == "array" and "items" in schema and name not in VALUES:
        return [sample_of(schema["items"], schemas, "", owner)]
    if name in VALUES:
        return VALUES[name]
    return _plain(schema, schemas, owner)


def _object(schema: dict[str, Any], schemas: dict[str, Any], owner: str) -> dict[str, Any]:
    takes = {name: sample_of(field, schemas, name, owner) for name, field in schema["properties"].items()}
    is_request = schema.get("additionalProperties") is False
    return {name: value for name, value in takes.items() if value is not None} if is_request else takes


def _plain(schema: dict[str, Any], schemas: dict[str, Any], owner: str) -> Any:
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("format") == "date-time":
        return VALUES["created_at"]
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if choices:
        return sample_of(choices[0], schemas, "", owner)
    return {"boolean": True, "integer": 1, "number": 1, "array": [], "object": {}}.get(schema.get("type", ""), "text")
