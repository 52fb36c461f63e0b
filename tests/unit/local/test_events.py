"""Each function can be tried with `sam local invoke` and an event of the repository."""

import json

import pytest

from local.paths import ROOT
from local.template import template

EVENTS = ROOT / "events"


def functions() -> list[str]:
    """The folders of the template's functions."""
    resources = template()["Resources"].values()
    uris = [each["Properties"]["CodeUri"] for each in resources if each["Type"] == "AWS::Serverless::Function"]
    return [uri.strip("/").rpartition("/")[2] for uri in uris]


@pytest.mark.parametrize("name", functions())
def test_each_function_has_an_event(name: str) -> None:
    assert json.loads((EVENTS / f"{name}.json").read_text())


def test_no_event_is_left_of_a_function_that_is_gone() -> None:
    for path in EVENTS.glob("*.json"):
        assert path.stem.startswith(tuple(functions()))
