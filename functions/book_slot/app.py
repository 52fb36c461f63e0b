"""The function's application. The modules beside this one declare its routes."""

from greenroom.api.on_demand import ModulesOnDemand
from greenroom.api.routes import Api
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)
MODULES = ModulesOnDemand(
    __package__,
    {
        "interviews": ("/api/v1/interviews", "/api/v1/interviews/<interview_id>"),
        "many": ("/api/v1/interviews/move", "/api/v1/interviews/cancel"),
    },
)
api = Api(app, MODULES)

REFUSALS = (
    "SLOT_FULL",
    "SLOT_CLOSED",
    "SLOT_JOB_MISMATCH",
    "CALENDAR_CONFLICT",
    "NOT_SHORTLISTED",
    "INTERVIEW_DISABLED",
    "ONLINE_DISABLED",
    "IN_THE_PAST",
    "TOO_SOON",
    "TOO_FAR_AHEAD",
    "ALREADY_BOOKED",
    "INVALID_STATE",
    "NOT_FOUND",
    "BUSY",
)
