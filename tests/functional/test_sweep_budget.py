"""A sweep keeps within the time that it has: the schedule's within its invocation, one on demand within a request."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from local.applications import with_parts
from local.gateway import Client, handler_of, lambda_context, rest_event
from local.template import template
from tests.functional.recruiter_requests import a_new_interview, a_new_job, a_new_slot, an_enabled_candidate, done
from tests.world import Founder, Tenant, app

SWEEPER = template()["Resources"]["StatusSweeperFunction"]["Properties"]
TIMEOUT_MS: int = SWEEPER["Timeout"] * 1000
API_GATEWAY_WAITS_MS = 29_000
EACH_MS = 6_000
"""The time that one interview takes in this test, which is far more than in reality."""
DUE = 10


@pytest.fixture
def backlog(cloud: Database, found: Founder) -> Iterator[Tenant]:
    """An organisation with ten interviews that are long over but still SCHEDULED."""
    tenant = found(min_notice_minutes=0)
    api = tenant.admin
    job = a_new_job(api)
    slot = a_new_slot(api, job["job_id"], max_candidates=DUE)
    for number in range(DUE):
        candidate = an_enabled_candidate(api, job["job_id"], email=f"person{number}@example.com")
        a_new_interview(api, candidate, slot_id=slot["slot_id"])
    with with_parts(app, clock=lambda: utc_now() + timedelta(days=4)):
        yield tenant


class Clockwork:
    """The context of an invocation in which each interview takes its time."""

    def __init__(self) -> None:
        self.started = lambda_context()
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.started, name)

    def get_remaining_time_in_millis(self) -> int:
        """It is called once at the beginning, and then before each interview."""
        self.asked += 1
        return TIMEOUT_MS - self.spent_ms(self.asked - 2)

    def spent_ms(self, interviews: int) -> int:
        return EACH_MS * max(0, interviews)


def statuses(api: Client) -> list[str]:
    return sorted(one["status"] for one in done(api, "GET", "/interviews")["items"])


def sweep() -> int:
    """Run the schedule's sweep. Returns the number of settled interviews."""
    context = Clockwork()
    swept = handler_of(SWEEPER["Handler"])({"source": "aws.scheduler"}, context)
    assert context.spent_ms(swept["no_show"]) <= TIMEOUT_MS
    return int(swept["no_show"])


def test_a_backlog_larger_than_one_invocation_is_settled_by_the_next_ones_without_running_into_the_timeout(
    backlog: Tenant,
) -> None:
    settled = [sweep(), sweep(), sweep()]

    assert settled[0] > 0
    assert settled[0] < DUE
    assert sum(settled) == DUE
    assert settled[2] == 0
    assert statuses(backlog.admin) == ["NO_SHOW"] * DUE


def test_a_sweep_on_demand_answers_before_api_gateway_gives_up_and_leaves_the_rest_due(backlog: Tenant) -> None:
    event = rest_event("POST", "/api/v1/interviews/auto-update-status")
    asked = Clockwork()
    event["requestContext"]["authorizer"] = {"org_id": backlog.org_id, "actor": "token:first", "role": "recruiter"}

    answer = handler_of(SWEEPER["Handler"])(event, asked)

    assert answer["statusCode"] == 200
    settled = statuses(backlog.admin).count("NO_SHOW")
    assert 0 < settled < DUE
    assert asked.spent_ms(settled) <= API_GATEWAY_WAITS_MS
    sweep(), sweep()
    assert statuses(backlog.admin) == ["NO_SHOW"] * DUE
