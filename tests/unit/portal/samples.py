"""Sessions for the tests of the pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

from greenroom.models.interview import InterviewType
from greenroom.models.session import Session
from greenroom.models.slot import AiInterviewType

START = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
"""Friday, 27 November 2026, 14:30 in India, 10:00 in Berlin."""


def a_session(**fields: Any) -> Session:
    """A scheduled AI interview of 45 minutes at START."""
    starts_at = fields.pop("starts_at", START)
    values: dict[str, Any] = {
        "org_id": "org_1",
        "interview_id": "int_01",
        "session_id": "ses_01",
        "version": 1,
        "interview_type": InterviewType.AI,
        "ai_interview_type": AiInterviewType.TECHNICAL,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(minutes=45),
        "opens_at": starts_at - timedelta(seconds=30),
        "last_entry_at": starts_at + timedelta(minutes=10),
        "expires_at": starts_at + timedelta(hours=25),
        "timezone": "Asia/Kolkata",
        "candidate_id": "can_01",
        "candidate_name": "Asha Rao",
        "candidate_timezone": "Europe/Berlin",
        "job_id": "job_01",
        "job_title": "Backend Engineer",
        "company_name": "Acme Robotics",
        "coding_language": "PYTHON",
        "language_code": "en-IN",
        "accent_tld": "co.in",
        "org_name": "Acme Robotics",
        "session_hash": "0" * 64,
        "created_at": starts_at - timedelta(days=3),
    }
    return Session(**(values | fields))
