"""DynamoDB's answers, read as the JSON that they are, beside botocore's own reading."""

import json
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config
from botocore.exceptions import ClientError

from greenroom.adapters.item_answers import read_items_quickly

ITEM = {
    "name": {"S": 'Asha "Ace" Rao, "B": 1'},
    "seats": {"N": "3"},
    "is_open": {"BOOL": True},
    "nothing": {"NULL": True},
    "tags": {"SS": ["a", "b"]},
    "policy": {"M": {"hours": {"L": [{"N": "1.5"}, {"S": ""}]}, "empty": {"M": {}}}},
}
CAPACITY = {"TableName": "t", "CapacityUnits": 0.5}
ANSWERS: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("get_item", {"Key": {}}, {"Item": ITEM, "ConsumedCapacity": CAPACITY}),
    ("get_item", {"Key": {}}, {}),
    ("get_item", {"Key": {}}, {"Item": {"B": {"S": "named as a type"}}}),
    ("get_item", {"Key": {}}, {"Item": {"photo": {"B": "aGVsbG8="}, "photos": {"BS": ["aGVsbG8="]}}}),
    ("query", {}, {"Items": [ITEM, ITEM], "Count": 2, "ScannedCount": 3, "LastEvaluatedKey": {"id": {"S": "x"}}}),
    ("query", {}, {"Items": [], "Count": 0, "LastEvaluatedKey": None}),
    ("update_item", {"Key": {}}, {"Attributes": ITEM, "ConsumedCapacity": CAPACITY}),
    ("put_item", {"Item": {}}, {}),
]


def client(*, quick: bool, body: bytes, status: int = 200) -> Any:
    """A client of DynamoDB that gets this answer to each request."""
    made = boto3.client(
        "dynamodb",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(parameter_validation=False, retries={"total_max_attempts": 1}),
    )
    if quick:
        read_items_quickly(made)

    def answered(**_: Any) -> Any:
        raw: Any = SimpleNamespace(stream=lambda: [body])
        return AWSResponse("https://dynamodb.us-east-1.amazonaws.com/", status, HTTPHeaders(), raw)

    made.meta.events.register("before-send.dynamodb", answered)
    return made


def read(operation: str, arguments: dict[str, Any], body: bytes, *, quick: bool) -> Any:
    return getattr(client(quick=quick, body=body), operation)(TableName="t", **arguments)


@pytest.mark.parametrize(("operation", "arguments", "answer"), ANSWERS)
def test_an_answer_reads_as_botocore_reads_it(operation: str, arguments: Any, answer: Any) -> None:
    body = json.dumps(answer, separators=(",", ":")).encode()
    assert read(operation, arguments, body, quick=True) == read(operation, arguments, body, quick=False)


def test_bytes_are_decoded() -> None:
    body = b'{"Item":{"photo":{"B":"aGVsbG8="}}}'
    assert read("get_item", {"Key": {}}, body, quick=True)["Item"] == {"photo": {"B": b"hello"}}


@pytest.mark.parametrize("body", [b"", b"{", b"<html>no</html>"])
def test_an_answer_that_is_no_json_reads_as_botocore_reads_it(body: bytes) -> None:
    assert read("get_item", {"Key": {}}, body, quick=True) == read("get_item", {"Key": {}}, body, quick=False)


def test_a_refusal_says_why_and_which_item_stood_there() -> None:
    refusal = {"__type": "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "Item": ITEM}
    with pytest.raises(ClientError) as refused:
        client(quick=True, body=json.dumps(refusal).encode(), status=400).put_item(TableName="t", Item={})
    assert refused.value.response["Error"]["Code"] == "ConditionalCheckFailedException"
    assert refused.value.response.get("Item") == ITEM


def test_what_is_no_answer_about_items_keeps_its_moments() -> None:
    body = b'{"Table":{"TableName":"t","CreationDateTime":1795770000}}'
    described = client(quick=True, body=body).describe_table(TableName="t")
    assert described["Table"]["CreationDateTime"].year == 2026
