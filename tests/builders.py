"""Valid entities in one line: `an_interview(status=SCHEDULED)`. Times are around NOON, a fixed point in the future."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from greenroom.models.calendar import calendar_key
from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Booking, Interview, InterviewStatus, InterviewType
from greenroom.models.job import CodingLanguage, Job
from greenroom.models.organisation import Organisation, Policy
from greenroom.models.resume import Resume
from greenroom.models.session import Session
from greenroom.models.slot import AiInterviewType, Slot

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
ORG = "org_test"
EMAIL = "meera@example.com"


def an_organisation(**fields: Any) -> Organisation:
    usual: dict[str, Any] = {"org_id": ORG, "name": "Acme", "policy": Policy(retention_days=None), "created_at": NOON}
    return Organisation(**usual | fields)


def a_job(**fields: Any) -> Job:
    usual: dict[str, Any] = {
        "org_id": ORG,
        "job_id": "job_1",
        "job_title": "Backend Engineer",
        "company_name": "Acme",
        "job_description": "Build services that people rely on.",
        "coding_language": CodingLanguage.PYTHON,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Job(**usual | fields)


def a_candidate(**fields: Any) -> Candidate:
    usual: dict[str, Any] = {
        "org_id": ORG,
        "candidate_id": "cand_1",
        "full_name": "Meera Iyer",
        "email": EMAIL,
        "calendar_key": calendar_key(ORG, fields.get("email", EMAIL)),
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Candidate(**usual | fields)


def a_resume(**fields: Any) -> Resume:
    usual: dict[str, Any] = {
        "org_id": ORG,
        "candidate_id": "cand_1",
        "resume_id": "res_1",
        "filename": "cv.pdf",
        "content_type": "application/pdf",
        "created_at": NOON,
    }
    return Resume(**usual | fields)


def a_match(**fields: Any) -> Match:
    usual: dict[str, Any] = {
        "org_id": ORG,
        "job_id": "job_1",
        "candidate_id": "cand_1",
        "shortlisted": True,
        "interview_enabled": True,
        "online_interview_enabled": True,
        "updated_at": NOON,
    }
    return Match(**usual | fields)


def a_slot(starts_in: timedelta = timedelta(days=1), lasts: timedelta = timedelta(minutes=45), **fields: Any) -> Slot:
    starts_at = NOON + starts_in
    usual: dict[str, Any] = {
        "org_id": ORG,
        "slot_id": "slot_1",
        "job_id": "job_1",
        "interview_date": date(2026, 12, 2),
        "start_time": time(17, 30),
        "end_time": time(18, 15),
        "timezone": "Asia/Kolkata",
        "starts_at": starts_at,
        "ends_at": starts_at + lasts,
        "created_at": NOON,
        "updated_at": NOON,
    }
    return Slot(**usual | fields)


def an_interview(**fields: Any) -> Interview:
    """A pending interview; with `status=SCHEDULED` or IN_PROGRESS it is booked for a day after NOON, for 45 minutes."""
    usual: dict[str, Any] = {
        "org_id": ORG,
        "interview_id": "int_1",
        "candidate_id": "cand_1",
        "candidate_name": "Meera Iyer",
        "job_id": "job_1",
        "job_title": "Backend Engineer",
        "calendar_keys": (calendar_key(ORG, EMAIL),),
        "created_at": NOON,
        "updated_at": NOON,
    }
    if fields.get("status", InterviewStatus.PENDING) is not InterviewStatus.PENDING:
        starts_at = NOON + timedelta(days=1)
        usual |= {
            "version": 1,
            "booking_version": 1,
            "session_id": "ses_1",
            "slot_id": "slot_1",
            "timezone": "Asia/Kolkata",
            "booked_at": NOON,
            "started_at": starts_at,
            "ended_at": starts_at + timedelta(minutes=45),
            "last_entry_at": starts_at + timedelta(minutes=10),
            "reminders": (1440, 60),
        }
    return Interview(**usual | fields)


def a_booking(**fields: Any) -> Booking:
    starts_at = fields.pop("starts_at", NOON + timedelta(days=1))
    usual: dict[str, Any] = {
        "org_id": ORG,
        "interview_id": "int_1",
        "session_id": "ses_1",
        "slot_id": "slot_1",
        "version": 1,
        "actor": "token:test",
        "interview_type": InterviewType.AI,
        "ai_interview_type": AiInterviewType.TECHNICAL,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "opens_at": starts_at - timedelta(seconds=30),
        "last_entry_at": starts_at + timedelta(minutes=10),
        "expires_at": starts_at + timedelta(hours=24, minutes=45),
        "timezone": "Asia/Kolkata",
        "candidate_id": "cand_1",
        "candidate_name": "Meera Iyer",
        "candidate_email": EMAIL,
        "job_id": "job_1",
        "job_title": "Backend Engineer",
        "company_name": "Acme",
        "coding_language": CodingLanguage.PYTHON,
        "language_code": "en-IN",
        "accent_tld": "co.in",
        "org_name": "Acme",
        "booked_at": NOON,
        "changed_at": NOON,
    }
    return Booking(**usual | fields)


def a_session(**fields: Any) -> Session:
    own = {"session_hash": "0" * 64, "created_at": NOON}
    shared = {name: value for name, value in fields.items() if name in Booking.model_fields and name != "status"}
    return Session.model_validate(a_booking(**shared).model_dump(exclude={"status"}) | own | fields)
