"""The recruiter's API. The modules beside this one declare its routes, one module a subject."""

from greenroom.api.on_demand import ModulesOnDemand
from greenroom.api.routes import Api
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)
MODULES = ModulesOnDemand(
    __package__,
    {
        "bookings": (
            "/api/v1/jobs/<job_id>/book",
            "/api/v1/jobs/<job_id>/invitations",
            "/api/v1/interviews/<interview_id>/invite",
        ),
        "calendars": ("/api/v1/calendar-addresses/*",),
        "candidates": (
            "/api/v1/candidates",
            "/api/v1/candidates/<candidate_id>",
            "/api/v1/candidates/<candidate_id>/shortlist",
            "/api/v1/candidates/<candidate_id>/toggle-interview",
            "/api/v1/jobs/<job_id>/gates",
        ),
        "cost": ("/api/v1/interviews/<interview_id>/cost",),
        "document": ("/api/v1/openapi.json", "/api/v1/docs"),
        "exports": ("/api/v1/candidates/<candidate_id>/export",),
        "interviews": (
            "/api/v1/interviews",
            "/api/v1/interviews/<interview_id>",
            "/api/v1/interviews/<interview_id>/logs",
            "/api/v1/interviews/<interview_id>/notes",
            "/api/v1/candidates/<candidate_id>/interview-status",
            "/api/v1/dashboard",
        ),
        "jobs": ("/api/v1/jobs", "/api/v1/jobs/<job_id>"),
        "matches": (
            "/api/v1/jobs/<job_id>/requirements",
            "/api/v1/jobs/<job_id>/match",
            "/api/v1/jobs/<job_id>/matches/*",
            "/api/v1/candidates/<candidate_id>/matches",
        ),
        "members": ("/api/v1/members/*",),
        "organisation": ("/api/v1/organisation/*",),
        "profiles": ("/api/v1/candidates/<candidate_id>/profile",),
        "questions": ("/api/v1/jobs/<job_id>/questions", "/api/v1/interviews/<interview_id>/plan"),
        "ratings": ("/api/v1/interviews/<interview_id>/ratings", "/api/v1/interviews/<interview_id>/decision"),
        "report": ("/api/v1/interviews/<interview_id>/report", "/api/v1/jobs/<job_id>/reports"),
        "resumes": ("/api/v1/candidates/<candidate_id>/resume",),
        "slots": ("/api/v1/interviews/slots/*",),
        "tokens": ("/api/v1/tokens/*",),
        "webhooks": ("/api/v1/webhooks/*",),
    },
)
api = Api(app, MODULES)
