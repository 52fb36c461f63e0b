"""Mappings are read from the template, and filters match as event patterns do."""

from typing import Any

import pytest

from tests.faults.mapping import StreamMapping, matches


def test_the_bookings_mapping_is_the_one_that_was_decided() -> None:
    mapping = StreamMapping.of_template("CreateSessionFunction", "BookingChanged")
    assert (mapping.batch_size, mapping.maximum_retry_attempts) == (10, 5)
    assert mapping.oldest_seconds == 6 * 3600
    assert mapping.bisect_batch_on_function_error
    assert mapping.report_batch_item_failures


@pytest.mark.parametrize(
    ("event", "status", "passes"),
    [("INSERT", "ACTIVE", True), ("MODIFY", "CANCELLED", True), ("REMOVE", None, False), ("MODIFY", "ODD", False)],
)
def test_the_bookings_filter_lets_pass_what_changes_a_booking(event: str, status: str | None, passes: bool) -> None:
    mapping = StreamMapping.of_template("CreateSessionFunction", "BookingChanged")
    image = {} if status is None else {"NewImage": {"status": {"S": status}}}
    assert mapping.lets_pass({"eventName": event, "dynamodb": image}) is passes


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ({"a": ["x", "y"]}, {"a": "y"}, True),
        ({"a": ["x"]}, {"a": "y"}, False),
        ({"a": ["x"]}, {}, False),
        ({"a": [None]}, {"a": None}, True),
        ({"a": {"b": ["x"]}}, {"a": {"b": "x"}}, True),
        ({"a": {"b": ["x"]}}, {"a": "x"}, False),
        ({"a": [{"exists": True}]}, {"a": "x"}, True),
        ({"a": [{"exists": False}]}, {"a": "x"}, False),
        ({"a": {"b": [{"exists": False}]}}, {}, True),
        ({"a": [{"prefix": "in"}]}, {"a": "int_1"}, True),
        ({"a": [{"prefix": "in"}]}, {"a": "slot"}, False),
        ({"a": [{"anything-but": ["x"]}]}, {"a": "y"}, True),
        ({"a": [{"anything-but": "x"}]}, {"a": "x"}, False),
        ({"a": ["x"], "b": ["y"]}, {"a": "x"}, False),
    ],
)
def test_patterns_match_values_prefixes_and_absence(pattern: dict[str, Any], value: Any, expected: bool) -> None:
    assert matches(pattern, value) is expected


def test_a_condition_that_is_not_modelled_says_so() -> None:
    with pytest.raises(NotImplementedError, match="numeric"):
        matches({"a": [{"numeric": [">", 1]}]}, {"a": 2})
