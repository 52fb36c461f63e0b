"""Every queue of dead letters has an alarm, is described in docs/operations.md, and is handled by `make replay`."""

from typing import Any

import pytest

from local.paths import ROOT
from local.replay import QUEUES, chosen_queues
from local.say import LocalError
from local.template import Intrinsic, template

DESTINATIONS = {"OnFailure", "DeadLetterConfig", "RedrivePolicy"}


def dead_letter_queues() -> set[str]:
    """All queues that the template uses as dead-letter queues or failure destinations."""
    return set(_named_below(template()["Resources"], within=False))


def _named_below(node: Any, *, within: bool) -> list[str]:
    if isinstance(node, Intrinsic):
        return [str(node.value).removesuffix(".Arn")] if within and node.name == "GetAtt" else []
    if isinstance(node, dict):
        return [
            name for key, value in node.items() for name in _named_below(value, within=within or key in DESTINATIONS)
        ]
    if isinstance(node, list):
        return [name for one in node for name in _named_below(one, within=within)]
    return []


def test_the_command_knows_every_queue_of_dead_letters() -> None:
    assert dead_letter_queues() == set(QUEUES)


@pytest.mark.parametrize("queue", QUEUES)
def test_letters_that_wait_ring_an_alarm(queue: str) -> None:
    alarms = [
        one["Properties"]
        for one in template()["Resources"].values()
        if one["Type"] == "AWS::CloudWatch::Alarm"
        and one["Properties"].get("MetricName") == "ApproximateNumberOfMessagesVisible"
        and [str(of["Value"].value) for of in one["Properties"]["Dimensions"]] == [f"{queue}.QueueName"]
    ]
    assert [(alarm["Threshold"], [action.value for action in alarm["AlarmActions"]]) for alarm in alarms] == [
        (1, ["AlarmTopic"])
    ]
    assert "Replaying the dead letters" in alarms[0]["AlarmDescription"]


@pytest.mark.parametrize("queue", QUEUES)
def test_the_operations_page_says_how_a_queue_is_replayed(queue: str) -> None:
    page = (ROOT / "docs" / "operations.md").read_text()
    section = page.partition("## Replaying the dead letters")[2].partition("\n## ")[0]
    assert f"`{queue}`" in section
    assert "make replay" in section


def test_letters_are_kept_as_long_as_a_queue_can() -> None:
    kept = {queue: template()["Resources"][queue]["Properties"]["MessageRetentionPeriod"] for queue in QUEUES}
    assert kept == dict.fromkeys(QUEUES, 14 * 24 * 3600)


def test_a_queue_without_dead_letters_is_refused_with_those_that_have_them() -> None:
    assert chosen_queues("") == QUEUES
    assert chosen_queues("FailedWorkQueue") == ("FailedWorkQueue",)
    with pytest.raises(LocalError, match="choose one of BookingEventsQueue") as refused:
        chosen_queues("SignInQueue")
    assert refused.value.code == 2
