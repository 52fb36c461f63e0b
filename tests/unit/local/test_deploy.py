"""`make deploy`: its questions, and what it keeps after a deployment."""

import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from botocore.stub import Stubber

from local import chosen_account, deploy
from local.aws import Account
from local.paths import SAMCONFIG
from local.say import LocalError
from local.stack import waiting_change_sets


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of samconfig.toml, which `make deploy` reads and writes."""
    copy = tmp_path / "samconfig.toml"
    copy.write_text(SAMCONFIG.read_text())
    monkeypatch.setattr(deploy, "SAMCONFIG", copy)
    monkeypatch.setattr(chosen_account, "SAMCONFIG", copy)
    return copy


@pytest.mark.usefixtures("config")
def test_answers_to_make_deploy_are_kept_where_sam_finds_them() -> None:
    answers = {"SenderAddress": "interviews@example.com", "PortalDomain": "i.example.com"}
    assert chosen_account.kept_answers() == {}
    deploy.keep(answers, Account(None, "eu-central-1"))
    assert chosen_account.kept_answers() == answers
    assert chosen_account.settings()["region"] == "eu-central-1"
    assert chosen_account.stack_name() == "greenroom"


@pytest.fixture
def first_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first deployment without a terminal and without a build."""
    monkeypatch.setenv("SENDERADDRESS", "interviews@example.com")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    monkeypatch.setattr(deploy, "creates_identity", lambda _account, _sender: "true")
    monkeypatch.setattr(deploy, "build", lambda _target: None)
    monkeypatch.setattr(deploy, "waiting_change_sets", lambda *_: set())


def account_with(*, stack: str | None) -> Account:
    """An account whose stack has this state, or that has no stack."""
    account = Account("http://127.0.0.1:9", "eu-central-1")
    stubbed = Stubber(account.cloudformation)
    if stack is None:
        stubbed.add_client_error("describe_stacks", "ValidationError", "Stack with id greenroom does not exist")
    else:
        named = {"StackName": "greenroom", "CreationTime": datetime(2026, 11, 29, tzinfo=UTC), "StackStatus": stack}
        stubbed.add_response("describe_stacks", {"Stacks": [named]})
    stubbed.activate()
    return account


@pytest.mark.usefixtures("first_time")
def test_a_first_deployment_that_fails_keeps_no_answers(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploy, "first_failure", lambda *_: "no such role")
    monkeypatch.setattr(deploy, "tool", lambda _name: shutil.which("false"))
    before = config.read_text()

    with pytest.raises(LocalError, match="no such role"):
        deploy.deploy(account_with(stack=None))

    assert config.read_text() == before


@pytest.mark.usefixtures("first_time")
def test_a_deployment_that_nobody_confirmed_keeps_no_answers(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change_sets = iter([set(), {"arn:of:a:change"}])
    monkeypatch.setattr(deploy, "waiting_change_sets", lambda *_: next(change_sets))
    monkeypatch.setattr(deploy, "tool", lambda _name: shutil.which("true"))
    before = config.read_text()

    with pytest.raises(LocalError, match="Nothing was deployed"):
        deploy.deploy(account_with(stack="REVIEW_IN_PROGRESS"))

    assert config.read_text() == before


def test_a_stack_of_a_failed_first_deployment_is_named_with_what_to_do() -> None:
    with pytest.raises(LocalError, match="delete-stack --stack-name greenroom --region eu-central-1"):
        deploy.stack_status(account_with(stack="ROLLBACK_COMPLETE"))


@pytest.mark.parametrize("answered", [True, False])
def test_a_change_set_waits_until_it_is_confirmed(answered: bool) -> None:
    account = Account("http://127.0.0.1:9", "eu-central-1")
    change = {"ChangeSetId": "arn:of:a:change", "ExecutionStatus": "EXECUTE_COMPLETE" if answered else "AVAILABLE"}
    with Stubber(account.cloudformation) as cloudformation:
        cloudformation.add_response("list_change_sets", {"Summaries": [change]})
        assert waiting_change_sets(account, "greenroom") == (set() if answered else {"arn:of:a:change"})


def test_make_deploy_without_a_sender_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDERADDRESS", "")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False)
    with pytest.raises(LocalError, match="SENDERADDRESS="):
        deploy.ask()
