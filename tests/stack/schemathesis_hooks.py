"""Hooks that schemathesis loads: knowledge beyond the document, and complaints that are no defects."""

from typing import Any
from zoneinfo import available_timezones

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.generation.meta import CoveragePhaseData
from schemathesis.openapi.checks import RejectedPositiveData, UnsupportedMethodResponse

BEYOND_A_SCHEMA = (
    "needs a host name that is known on the internet",
    "end_time must be later than start_time",
    "contains nothing that can be seen",
    "to must not be before from",
    "days apart",
    "does not exist in",
    "is outside the years",
    "give slot_id",
    "give either",
    "are needed together",
    "location is required for an OFFLINE interview",
    "location belongs to OFFLINE interviews",
    "interviews alone",
    "at or from is required",
    "interview_enabled or online_interview_enabled is required",
    "job_id is required",
    "cursor is not one of this list",
    "is not a question of this interview",
    "was not given for this question",
)
"""Parts of refusals that a schema cannot express, because they compare fields or depend on the time or on a list."""

HEADERS = ("Idempotency-Key", "If-Match")
"""Parameters that the same code reads for all routes, so that one route is enough to test wrong values."""

_tried: set[tuple[str, ...]] = set()

schemathesis.openapi.format("iana-time-zone", st.sampled_from(sorted(available_timezones() - {"Factory", "localtime"})))
schemathesis.openapi.format("idn-email", st.from_regex(r"[a-zа-я]{1,20}@[a-zà-ö]{1,20}\.example", fullmatch=True))


@schemathesis.hook
def filter_case(_context: HookContext, case: "Case[Any]") -> bool:
    """Keep only the first of many values that are wrong, or right, in the same way, so that the test ends within a
    minute."""
    found = case.meta.phase.data if case.meta else None
    if not isinstance(found, CoveragePhaseData):
        return True
    label = "" if found.parameter in HEADERS else case.operation.label
    kind = (label, found.scenario.value, found.description, found.location or "", found.parameter or "")
    is_new = kind not in _tried
    _tried.add(kind)
    return is_new


@schemathesis.hook
def filter_failure(_context: HookContext, failure: Failure, _case: "Case[Any]", response: Response) -> bool:
    """Whether a complaint is a defect."""
    if isinstance(failure, RejectedPositiveData) and response.status_code == 400:
        return not any(part in response.json()["error"] for part in BEYOND_A_SCHEMA)
    if isinstance(failure, UnsupportedMethodResponse):
        # API Gateway does not know a path without its method, so that both are "no such route", which who has no token
        # does not learn; and where a program sends a form, people get a page.
        is_page = response.status_code == 200 and response.headers["content-type"][0].startswith("text/html")
        return not is_page and response.json()["code"] not in {"NOT_FOUND", "UNAUTHENTICATED"}
    return True
