"""What a client of AWS sends."""

from types import SimpleNamespace
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from greenroom.adapters.clients import client_of

REQUESTS = [
    ("dynamodb", "get_item", {"TableName": "t", "Key": {"id": {"S": "1"}}}),
    ("sesv2", "send_email", {"Content": {"Raw": {"Data": b"x"}}}),
    ("sqs", "send_message", {"QueueUrl": "https://sqs.us-east-1.amazonaws.com/1/q", "MessageBody": "x"}),
]


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)


@pytest.mark.parametrize(("service", "operation", "arguments"), REQUESTS)
def test_a_request_is_signed_and_tells_no_statistics_of_retries(
    service: str, operation: str, arguments: dict[str, Any]
) -> None:
    sent: list[AWSPreparedRequest] = []

    def answered(request: AWSPreparedRequest, **_: Any) -> Any:
        sent.append(request)
        return AWSResponse(request.url, 200, HTTPHeaders(), SimpleNamespace(stream=lambda: [b"{}"]))

    client = client_of(service, Config(connect_timeout=1, read_timeout=1, retries={"mode": "standard"}))
    client.meta.events.register("before-send", answered)
    getattr(client, operation)(**arguments)

    (request,) = sent
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    assert "AWS4-HMAC-SHA256 Credential=a/" in headers["authorization"]
    assert "greenroom" in headers["user-agent"]
    assert not [name for name in headers if name.startswith("amz-sdk-")]
