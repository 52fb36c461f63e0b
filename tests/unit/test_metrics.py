"""All emitted metrics are on the dashboard, and dashboard and alarms have only metrics that are emitted."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from local.template import template

ROOT = Path(__file__).parents[2]
NAMESPACE = "Greenroom"


@cache
def emitted() -> frozenset[str]:
    """A pattern for the name of each metric that code adds; placeholders of f-strings match any words."""
    return frozenset(read_from_code())


def read_from_code() -> Iterator[str]:
    for path in [*ROOT.glob("functions/**/*.py"), *ROOT.glob("layers/common/greenroom/**/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "add_metric":
                yield pattern(next(iter(node.args), None) or {one.arg: one.value for one in node.keywords}["name"])


def pattern(name: ast.expr) -> str:
    match name:
        case ast.Constant(value=str(text)):
            return re.escape(text)
        case ast.JoinedStr(values=parts):
            return "".join(
                re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[A-Z][A-Za-z]*" for part in parts
            )
    raise AssertionError(f"A metric's name should be readable in the code: {ast.unparse(name)}")


def shown() -> set[str]:
    """The names of our own metrics on the dashboard."""
    widgets = json.loads(template()["Resources"]["Dashboard"]["Properties"]["DashboardBody"].value)["widgets"]
    found: set[str] = set()
    for widget in widgets:
        namespace = ""
        for metric in widget["properties"]["metrics"]:
            namespace = namespace if metric[0] in {".", "..."} else metric[0]
            if namespace == NAMESPACE:
                found.add(metric[1])
    return found


def counted_in_logs() -> set[str]:
    """The metrics that log filters count."""
    filters = [
        one["Properties"] for one in template()["Resources"].values() if one["Type"] == "AWS::Logs::MetricFilter"
    ]
    return {one["MetricName"] for properties in filters for one in properties["MetricTransformations"]}


def watched() -> set[str]:
    """The names of our own metrics that have an alarm."""
    alarms = [one["Properties"] for one in template()["Resources"].values() if one["Type"] == "AWS::CloudWatch::Alarm"]
    return {alarm["MetricName"] for alarm in alarms if alarm["Namespace"] == NAMESPACE}


@pytest.mark.parametrize("name", sorted(shown() | watched()))
def test_every_metric_on_a_dashboard_or_alarm_is_emitted_somewhere(name: str) -> None:
    assert name in counted_in_logs() or [found for found in emitted() if re.fullmatch(found, name)]


@pytest.mark.parametrize("counted", sorted(emitted()))
def test_every_emitted_metric_is_on_a_dashboard(counted: str) -> None:
    assert [name for name in shown() if re.fullmatch(counted, name)]
