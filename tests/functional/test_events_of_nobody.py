"""The events of events/, whose ids belong to no record, send no e-mail."""

import json

import pytest

from local.gateway import handler_of, lambda_context
from local.paths import ROOT
from tests.functional.own_list import SignInMailbox

EVENTS = ROOT / "events"
FUNCTIONS = {
    "create_session_api": "create_session",
    "interviewer_report": "interviewer",
    "status_sweeper_api": "status_sweeper",
}


@pytest.mark.parametrize("name", sorted(path.stem for path in EVENTS.glob("*.json")))
def test_an_event_of_an_organisation_that_is_not_there_mails_nobody(mailbox: SignInMailbox, name: str) -> None:
    function = FUNCTIONS.get(name, name)
    event = json.loads((EVENTS / f"{name}.json").read_text())
    handler_of(f"functions.{function}.handler.lambda_handler")(event, lambda_context())
    assert mailbox.mails() == []
