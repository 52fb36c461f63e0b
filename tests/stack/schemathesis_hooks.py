"""What schemathesis must know beyond the document, and which of its complaints are no mistake. It loads this itself."""

from zoneinfo import available_timezones

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext, Response
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import RejectedPositiveData, UnsupportedMethodResponse

BEYOND_A_SCHEMA = (
    "end_time must be later than start_time",
    "does not exist in",
    "cursor is not one of this list",
)
"""Sentences of refusals that no JSON Schema can foretell: they compare fields, or ask a clock or a list."""

schemathesis.openapi.format("iana-time-zone", st.sampled_from(sorted(available_timezones())))


@schemathesis.hook
def filter_failure(_context: HookContext, failure: Failure, _case: Case, response: Response) -> bool:
    """Whether a complaint counts."""
    if isinstance(failure, RejectedPositiveData) and response.status_code == 400:
        return not any(sentence in response.text for sentence in BEYOND_A_SCHEMA)
    if isinstance(failure, UnsupportedMethodResponse):
        # API Gateway does not know a path without its method, so that both are "no such route".
        return response.status_code != 404 or response.json()["code"] != "NOT_FOUND"
    return True
