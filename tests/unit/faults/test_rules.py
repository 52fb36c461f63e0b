"""A rule strikes the calls that it names, and the same ones each time."""

from collections.abc import Iterable

import pytest

from tests.faults.kinds import dropped_before
from tests.faults.proxy import operation_of
from tests.faults.rules import Call, Rule


def a_call(number: int, operation: str = "PutItem") -> Call:
    return Call(number, operation, number, "POST", "/", (), b"{}")


def struck(rule: Rule, operations: Iterable[str], seed: str = "1") -> list[bool]:
    found = []
    for number, operation in enumerate(operations, start=1):
        found.append(rule.applies_to(a_call(number, operation), seed))
        rule.struck += found[-1]
    return found


def test_the_n_th_call_is_counted_among_those_that_match() -> None:
    rule = Rule(dropped_before(), "Put*", nth=[2])
    assert struck(rule, ["PutItem", "GetItem", "PutItem", "PutItem"]) == [False, False, True, False]


def test_a_rule_ends_after_its_times() -> None:
    assert struck(Rule(dropped_before(), times=2), ["PutItem"] * 4) == [True, True, False, False]


def test_a_rule_may_look_into_the_call() -> None:
    rule = Rule(dropped_before(), where=lambda call: call.number == 3)
    assert struck(rule, ["PutItem"] * 4) == [False, False, True, False]


def test_chance_is_repeatable_and_as_frequent_as_it_says() -> None:
    fates = struck(Rule(dropped_before(), probability=0.3), ["PutItem"] * 2000, seed="7")
    assert fates == struck(Rule(dropped_before(), probability=0.3), ["PutItem"] * 2000, seed="7")
    assert fates != struck(Rule(dropped_before(), probability=0.3), ["PutItem"] * 2000, seed="8")
    assert 540 <= sum(fates) <= 660


@pytest.mark.parametrize(
    ("method", "path", "target", "operation"),
    [
        ("POST", "/", "DynamoDB_20120810.TransactWriteItems", "TransactWriteItems"),
        ("POST", "/v2/email/outbound-emails", "", "SendEmail"),
        ("PUT", "/bucket/key?x-id=PutObject", "", "PUT /bucket/key"),
    ],
)
def test_operations_have_the_names_that_rules_use(method: str, path: str, target: str, operation: str) -> None:
    assert operation_of(method, path, target) == operation
