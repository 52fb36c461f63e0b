"""Usage lines become records, each once, and a route adds them up."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.conditions import Key

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.usage_records import KEPT_FOR
from greenroom.errors import BusyError
from greenroom.identifiers import new_id
from greenroom.models.organisation import Role
from greenroom.settings import settings
from local.gateway import handler_of, lambda_context
from local.paths import ROOT
from tests.functional.recruiter_requests import a_booked_interview, done
from tests.usage_lines import batch, usage_lines
from tests.world import Founder, Tenant

AT = "2026-12-01T12:00:00.250Z"
RECORD_USAGE = "functions.record_usage.handler.lambda_handler"


def record(*texts: str, **more: Any) -> Any:
    """Call the function with log lines."""
    return handler_of(RECORD_USAGE)(batch(*texts, **more), lambda_context())


def a_line(org_id: str = "org_1", interview_id: str = "int_1", **fields: Any) -> str:
    usual = {
        "level": "INFO",
        "message": "interview_usage",
        "function_name": "greenroom-BookSlotFunction",
        "function_request_id": new_id("req"),
        "org_id": org_id,
        "interview_id": interview_id,
        "used_at": AT,
        "amounts": {"write_units": 13.0, "invocations": 1.0},
        "models": {},
    }
    return json.dumps(usual | fields)


def stored(cloud: Database, org_id: str, interview_id: str = "int_1") -> list[dict[str, Any]]:
    of_interview = Key("interview_key").eq(f"{org_id}#{interview_id}")
    return list(cloud.query_all(settings().tables.usage, of_interview))


@pytest.fixture
def org_id() -> str:
    return new_id("org")


def test_a_line_that_is_delivered_again_in_another_batch_is_stored_once(cloud: Database, org_id: str) -> None:
    first, second = a_line(org_id), a_line(org_id)
    assert record(first) == {"stored": 1}
    once = stored(cloud, org_id)
    record(first)
    record(second, first, first)
    assert len(stored(cloud, org_id)) == 2
    assert [one for one in stored(cloud, org_id) if one in once] == once


def test_a_repeated_invocation_under_the_same_request_id_counts_by_itself(cloud: Database, org_id: str) -> None:
    again = a_line(org_id, function_request_id="same", used_at="2026-12-01T12:01:07Z")
    record(a_line(org_id, function_request_id="same"), again)
    assert len(stored(cloud, org_id)) == 2


def test_a_line_that_can_not_be_read_is_left_behind_with_an_error_and_the_others_are_kept(
    cloud: Database, org_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [
        a_line(org_id)[:-20],
        a_line(org_id, amounts={"write_units": -1}),
        a_line(org_id, amounts={"write_units": float("nan")}),
        a_line(org_id, used_at="yesterday"),
        a_line(org_id, interview_id="x" * 101),
        '"interview_usage"',
    ]
    assert record(a_line(org_id), *broken, a_line(org_id)) == {"stored": 2}
    assert len(stored(cloud, org_id)) == 2
    assert [one.levelname for one in caplog.records if one.message == "usage not understood"] == ["ERROR"] * len(broken)


def test_another_line_that_holds_the_word_is_no_usage_and_no_error(
    cloud: Database, org_id: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert record(a_line(org_id, message="said interview_usage")) == {"stored": 0}
    assert record(a_line(org_id), message_type="CONTROL_MESSAGE") == {"stored": 0}
    assert stored(cloud, org_id) == []
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []


def test_a_failure_of_our_own_raises_so_that_lambda_repeats_the_batch(
    org_id: str, cloud: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ConnectionError

    events, what = cloud.client.meta.events, "before-call.dynamodb.BatchWriteItem"
    events.register(what, refuse, unique_id="refuse")
    try:
        with pytest.raises(ConnectionError):
            record(a_line(org_id))
    finally:
        events.unregister(what, refuse, unique_id="refuse")
    record(a_line(org_id))
    assert len(stored(cloud, org_id)) == 1


class Full:
    """A table that stores one item of each request and returns the others as unprocessed, a number of times."""

    def __init__(self, requests: int) -> None:
        self.left = requests
        self._turned_away: list[Any] = []

    def takes_one(self, params: dict[str, Any], **_: Any) -> None:
        if self.left:
            self.left -= 1
            [(table, writes)] = params["RequestItems"].items()
            self._turned_away.append({table: writes[1:]} if writes[1:] else {})
            params["RequestItems"] = {table: writes[:1]}

    def hands_back(self, parsed: dict[str, Any], **_: Any) -> None:
        if self._turned_away:
            parsed["UnprocessedItems"] = self._turned_away.pop()


@pytest.fixture
def full_for(cloud: Database) -> Iterator[Callable[[int], None]]:
    events, full = cloud.client.meta.events, Full(0)
    # Registered first, so that the other listeners see the request that is really sent.
    events.register_first("provide-client-params.dynamodb.BatchWriteItem", full.takes_one, unique_id="full")
    events.register_last("after-call.dynamodb.BatchWriteItem", full.hands_back, unique_id="handed-back")
    yield lambda requests: setattr(full, "left", requests)
    events.unregister("provide-client-params.dynamodb.BatchWriteItem", full.takes_one, unique_id="full")
    events.unregister("after-call.dynamodb.BatchWriteItem", full.hands_back, unique_id="handed-back")


def test_records_beyond_the_tables_capacity_are_sent_again(
    cloud: Database, org_id: str, full_for: Callable[[int], None]
) -> None:
    full_for(3)
    assert record(*(a_line(org_id) for _ in range(30))) == {"stored": 30}
    assert len(stored(cloud, org_id)) == 30


def test_a_table_that_stays_full_raises_and_a_repetition_stores_the_rest(
    cloud: Database, org_id: str, full_for: Callable[[int], None]
) -> None:
    lines = [a_line(org_id) for _ in range(30)]
    full_for(10)
    with pytest.raises(BusyError):
        record(*lines)
    assert len(stored(cloud, org_id)) < 30
    full_for(0)
    record(*lines)
    assert len(stored(cloud, org_id)) == 30


def test_a_record_is_forgotten_after_400_days_and_holds_numbers_alone(cloud: Database, org_id: str) -> None:
    record(a_line(org_id, correlation_id="of somebody", extra="words"))
    [item] = stored(cloud, org_id)
    assert item["expiration"] == 1796126400 + KEPT_FOR.total_seconds()
    assert set(item) == {
        *("interview_key", "recorded_key", "expiration", "org_id", "interview_id", "used_at"),
        *("function_request_id", "function_name", "amounts", "models"),
    }


def test_the_event_in_the_repository_is_one_that_is_stored(cloud: Database) -> None:
    event = json.loads((ROOT / "events" / "record_usage.json").read_text())
    assert handler_of(RECORD_USAGE)(event, lambda_context()) == {"stored": 1}


def test_the_receipt_adds_up_what_the_functions_logged(organisation: Tenant) -> None:
    with usage_lines() as lines:
        interview_id = a_booked_interview(organisation.admin)["interview_id"]
        done(organisation.admin, "GET", f"/interviews/{interview_id}")
    record(*lines.texts, a_line(organisation.org_id, interview_id))
    with usage_lines():
        receipt = done(organisation.admin, "GET", f"/interviews/{interview_id}/cost")

    assert (receipt["interview_id"], receipt["currency"]) == (interview_id, "USD")
    assert receipt["prices_region"] == "us-east-1"
    services = {one["service"]: one for one in receipt["services"]}
    assert services["API Gateway"] == {
        "service": "API Gateway",
        "usd": "0.000007000",
        "quantities": {"api_requests": 2.0},
    }
    logged = sum(line["amounts"].get("write_units", 0) for line in lines.told)
    assert services["DynamoDB"]["quantities"]["write_units"] == logged + 13
    assert services["Lambda"]["quantities"]["invocations"] == 3.0
    total = sum(Decimal(one["usd"]) for one in receipt["services"])
    assert abs(Decimal(receipt["usd"]) - total) <= Decimal("0.00000001")
    times = [datetime.fromisoformat(at) for at in (*(line["used_at"] for line in lines.told), AT)]
    told = [datetime.fromisoformat(receipt[name]) for name in ("recorded_from", "recorded_until")]
    assert told == [min(times), max(times)]
    assert receipt["left_out"]


def test_an_interview_with_nothing_recorded_answers_zeros(organisation: Tenant) -> None:
    interview_id = a_booked_interview(organisation.admin)["interview_id"]
    receipt = done(organisation.admin, "GET", f"/interviews/{interview_id}/cost")
    assert (receipt["usd"], receipt["recorded_from"], receipt["recorded_until"]) == ("0.000000000", None, None)
    assert {amount for one in receipt["services"] for amount in one["quantities"].values()} == {0.0}


def test_only_an_admin_of_the_same_organisation_sees_it(organisation: Tenant, found: Founder) -> None:
    interview_id = a_booked_interview(organisation.admin)["interview_id"]
    path = f"/interviews/{interview_id}/cost"
    record(a_line(organisation.org_id, interview_id))
    for role in (Role.VIEWER, Role.RECRUITER):
        assert organisation.with_role(role)("GET", path).code == "FORBIDDEN"
    stranger = found("Other").admin("GET", path)
    assert (stranger.status, stranger.code) == (404, "NOT_FOUND")
    assert organisation.with_role(Role.ADMIN)("GET", path).status == 200


def test_a_repeated_request_is_told_though_nothing_is_done(organisation: Tenant) -> None:
    interview_id = a_booked_interview(organisation.admin)["interview_id"]
    cancel = f"/interviews/{interview_id}/cancel"
    key = {"Idempotency-Key": new_id("key")}
    organisation.admin("POST", cancel, {"reason": "Filled."}, headers=key)
    with usage_lines() as lines:
        assert organisation.admin("POST", cancel, {"reason": "Filled."}, headers=key).status == 200
    assert [line["interview_id"] for line in lines.told] == [interview_id]
