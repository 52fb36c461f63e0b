"""What a command says where AWS can not be used as it is, and what make doctor finds in an account."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from moto import mock_aws

from local.aws import Account
from local.chosen_account import aws_account, chosen_region
from local.deploy import say_whether_verified, stack_status
from local.doctor import Finding, account_findings, sender, services, shown
from local.refusals import refused
from local.say import LocalError
from local.stack import describe

# Both spellings: XML of the older services, and the header that JSON services read.
ERROR = "<ErrorResponse><Error><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>"


@pytest.fixture(autouse=True)
def profile(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A developer with keys and a region of their own, whatever this machine has."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIAEXAMPLE")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_REGION", "eu-central-1")


@contextmanager
def an_aws_that_refuses(code: str, message: str = "No.") -> Iterator[str]:
    """Answers each call with this error; gives its address."""

    class Refuse(BaseHTTPRequestHandler):
        def refuse(self) -> None:
            body = ERROR.format(code=code, message=message).encode()
            self.send_response(403)
            self.send_header("Content-Type", "text/xml")
            self.send_header("x-amzn-ErrorType", code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = refuse  # noqa: N815 - http.server's names

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    thread = threading.Thread(target=server.serve_forever, args=[0.02], daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


def test_the_region_of_the_environment_is_the_one_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    with mock_aws():
        assert aws_account().session.region_name == "eu-central-1"
    monkeypatch.delenv("AWS_REGION")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
    assert chosen_region() == "us-west-2"


def test_an_unknown_profile_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_PROFILE", "acme")
    with pytest.raises(LocalError, match="There is no AWS profile acme"):
        aws_account()


def test_without_a_region_one_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_REGION")
    with pytest.raises(LocalError, match="AWS_REGION="):
        aws_account()


def test_without_credentials_a_profile_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(LocalError, match="No AWS credentials were found: set AWS_PROFILE"):
        aws_account()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("ExpiredToken", "have expired"), ("InvalidClientTokenId", "does not know the credentials")],
)
def test_refused_credentials_are_told_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, code: str, sentence: str
) -> None:
    with an_aws_that_refuses(code) as address:
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        with pytest.raises(LocalError, match=sentence):
            aws_account()


def test_a_missing_permission_is_named_with_what_it_is_for() -> None:
    with an_aws_that_refuses("AccessDenied", "Not authorized.") as address:
        account = Account(address, "eu-central-1")
        with pytest.raises(account.cloudformation.exceptions.ClientError) as error:
            stack_status(account)
    assert refused(error.value).startswith("This profile may not do DescribeStacks")


def test_no_stack_yet_is_no_missing_permission() -> None:
    with an_aws_that_refuses("ValidationError", "Stack with id greenroom does not exist") as address:
        assert stack_status(Account(address, "eu-central-1")) is None


def test_a_stack_of_another_region_is_asked_for() -> None:
    sentence = "no stack greenroom in eu-central-1: run make deploy, or set AWS_REGION"
    with (
        an_aws_that_refuses("ValidationError", "Stack with id greenroom does not exist") as address,
        pytest.raises(LocalError, match=sentence),
    ):
        describe(Account(address, "eu-central-1"), "greenroom")


def test_a_program_for_credentials_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    monkeypatch.setenv("AWS_PROFILE", "acme")
    (tmp_path / "config").write_text("[profile acme]\ncredential_process = /nowhere/credentials\n")
    with pytest.raises(LocalError, match=r"The AWS profile acme gave no credentials: .*/nowhere/credentials"):
        aws_account()


def test_after_a_deployment_an_address_that_may_not_send_yet_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with mock_aws():
        say_whether_verified(aws_account(), "interviews@acme.example")
    assert "SES has not verified interviews@acme.example: open the link" in capsys.readouterr().err


def test_the_doctor_sees_an_address_that_may_not_send_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SENDERADDRESS", "interviews@acme.example")
    with mock_aws():
        assert [one.to_do for one in sender(aws_account())] == ["verify it or its domain in SES, in this region"]


def test_the_doctor_knows_where_services_are() -> None:
    assert [one.to_do for one in services(Account(None, "eu-central-1"))] == [None]
    (nowhere,) = services(Account(None, "mars-north-1"))
    assert str(nowhere.to_do).startswith("choose another region")


def test_a_check_that_aws_refuses_hides_no_other_finding() -> None:
    with an_aws_that_refuses("AccessDenied") as address:
        found = {one.name: one for one in account_findings(Account(address, "eu-central-1"))}

    assert found["sending"].to_do is not None
    assert "may not do GetAccount" in found["sending"].to_do
    assert found["services"].to_do is None


def test_only_what_is_needed_makes_the_doctor_fail() -> None:
    lines: list[str] = []
    note = Finding("containers", "none", "only make sam needs them", is_needed=False)
    assert shown(iter([Finding("git", "/usr/bin/git"), note]), lines.append)
    assert not shown(iter([note, Finding("disk", "1 GB free", "3 GB are needed")]), lines.append)
    assert [line.split()[0] for line in lines] == ["ok", "note", "note", "MISSING"]
