"""Receipts: exact amounts, rounded once, with a note about everything that is left out."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from greenroom.costs.prices import Prices, prices
from greenroom.costs.receipt import LEFT_OUT, ReceiptLine, receipt
from greenroom.models.usage import Counted, ModelCounted
from greenroom.models.usage_record import UsageRecord

NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
TABLE = Prices(
    as_of=date(2026, 11, 24),
    region="us-east-1",
    currency="USD",
    services={
        "dynamodb": {"read_units": Decimal("0.125"), "write_units": Decimal("0.625")},
        "lambda": {"invocations": Decimal("0.2"), "gb_seconds": Decimal("13.3334")},
        "ses": {"mails": Decimal(100)},
        "scheduler": {"schedules": Decimal(1)},
    },
    names={"dynamodb": "DynamoDB", "lambda": "Lambda", "ses": "SES", "scheduler": "Scheduler"},
    models={"small": {"input_tokens": Decimal("0.4"), "output_tokens": Decimal("1.6")}},
    mb_of_one_cpu=1769,
)


def a_record(minute: int = 0, models: dict[str, dict[str, float]] | None = None, **amounts: float) -> UsageRecord:
    fields: dict[str, Any] = {"org_id": "org_1", "interview_id": "int_1", "function_request_id": f"request-{minute}"}
    return UsageRecord(**fields, used_at=NOON + timedelta(minutes=minute), amounts=amounts, models=models or {})


def line_of(service: str, *records: UsageRecord) -> ReceiptLine:
    return next(line for line in receipt(records, TABLE).lines if line.service == service)


def test_units_of_all_records_are_added_and_priced_exactly() -> None:
    line = line_of("DynamoDB", a_record(0, write_units=13, read_units=7), a_record(1, write_units=4, read_units=0.5))
    assert line.quantities == {"read_units": 7.5, "write_units": 17.0}
    assert line.usd == Decimal("0.000011562")  # 17 x 0.625 + 7.5 x 0.125 millionths, half to even


def test_tenths_add_up_as_tenths() -> None:
    line = line_of("SES", *(a_record(minute, mails=0.1) for minute in range(10)))
    assert (line.quantities, line.usd) == ({"mails": 1.0}, Decimal("0.000100000"))


def test_the_sum_is_rounded_once_and_not_the_sum_of_rounded_lines() -> None:
    # 0.3125 and 0.3334 thousand millionths: nothing each, and together more than half of one.
    found = receipt([a_record(0, write_units=0.0005, gb_seconds=0.000025)], TABLE)
    assert [line.usd for line in found.lines if line.usd] == []
    assert found.usd == Decimal("0.000000001")


def test_nothing_recorded_is_zeros_without_a_time() -> None:
    found = receipt([], TABLE)
    assert [(line.service, line.usd) for line in found.lines] == [
        ("DynamoDB", Decimal("0.000000000")),
        ("Lambda", Decimal("0.000000000")),
        ("SES", Decimal("0.000000000")),
    ]
    assert all(amount == 0 for line in found.lines for amount in line.quantities.values())
    assert (found.usd, found.recorded_from, found.recorded_until) == (Decimal(0), None, None)
    assert found.left_out == LEFT_OUT


def test_cold_starts_are_shown_beside_what_they_cost() -> None:
    line = line_of("Lambda", a_record(0, invocations=1, gb_seconds=0.5, cold_starts=1))
    assert line.quantities == {"invocations": 1.0, "gb_seconds": 0.5, "cold_starts": 1.0}
    assert line.usd == Decimal("0.000006867")


def test_a_model_is_a_line_of_its_own_whatever_date_its_name_carries() -> None:
    used = {"small-2026-04-14": {"input_tokens": 1000.0, "output_tokens": 500.0}}
    line = line_of("small-2026-04-14", a_record(0, models=used), a_record(1, models=used))
    assert line.quantities == {"input_tokens": 2000.0, "output_tokens": 1000.0}
    assert line.usd == Decimal("0.002400000")


def test_calls_are_shown_beside_what_they_cost() -> None:
    line = line_of("small", a_record(0, models={"small": {"calls": 2.0, "input_tokens": 1000.0}}))
    assert (line.quantities, line.usd) == ({"calls": 2.0, "input_tokens": 1000.0}, Decimal("0.000400000"))


@pytest.mark.parametrize(
    "used",
    [
        {"large": {"input_tokens": 9.0}},
        {"small": {"input_tokens": 9.0, "seconds": 3.0}},
        {"small": {"calls": 1.0}},
        {"small": {"calls": 1.0, "calls_without_usage": 1.0}},
        {"small": {"calls": 2.0, "calls_without_usage": 1.0, "input_tokens": 9.0}},
        {"small": {"calls": 1.0, "input_tokens": 0.0}},
    ],
)
def test_usage_without_a_known_price_is_listed_without_one_and_named_as_left_out(
    used: dict[str, dict[str, float]],
) -> None:
    found = receipt([a_record(0, models=used, mails=1)], TABLE)
    [name] = used
    line = found.lines[-1]
    assert (line.service, line.usd, line.quantities) == (name, None, used[name])
    assert found.usd == Decimal("0.000100000")
    assert found.left_out[0] == f"What {name} charges: its prices, or what it used, are not known here."


def test_the_times_are_those_of_the_first_and_the_last_record() -> None:
    found = receipt([a_record(5), a_record(1), a_record(3)], TABLE)
    assert (found.recorded_from, found.recorded_until) == (NOON + timedelta(minutes=1), NOON + timedelta(minutes=5))


def test_a_message_of_a_queue_is_priced_as_the_three_requests_that_it_takes() -> None:
    request = Decimal("0.40")
    assert prices().services["sqs"]["queue_messages"] == 3 * request


def test_everything_that_is_counted_has_a_price_and_every_price_is_of_something_that_is_counted() -> None:
    priced = {name for key, service in prices().services.items() if key != "scheduler" for name in service}
    assert priced | {Counted.COLD_STARTS} == set(Counted)
    assert {name for model in prices().models.values() for name in model} <= set(ModelCounted)
    assert all(usd > 0 for of in (*prices().services.values(), *prices().models.values()) for usd in of.values())
