"""The quick ways to moto answer what the long way answers: with items, with refusals, and after both."""

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from local.paths import REGION
from tests.quick_moto import quick_moto

TABLE = "Things"
KEY = {"owner": {"S": "o1"}, "name": {"S": "n1"}}
OTHER = {"owner": {"S": "o1"}, "name": {"S": "n2"}}
ITEM = {
    **KEY,
    "count": {"N": "12.50"},
    "is_open": {"BOOL": True},
    "nothing": {"NULL": True},
    "empty": {"S": ""},
    "picture": {"B": b"\x00\xff"},
    "days": {"SS": ["mon", "tue"]},
    "sizes": {"NS": ["1", "2"]},
    "blobs": {"BS": [b"\x01"]},
    "steps": {"L": [{"S": "a"}, {"M": {"b": {"N": "1"}, "c": {"L": []}}}]},
    "place": {"M": {"city": {"S": "Köln"}, "at": {"M": {"floor": {"N": "3"}}}}},
    "group": {"S": "g"},
}
SET = {
    "UpdateExpression": "SET #c = #c + :one, place.city = :city, fresh = if_not_exists(fresh, :city) REMOVE nothing",
    "ExpressionAttributeNames": {"#c": "count"},
    "ExpressionAttributeValues": {":one": {"N": "1"}, ":city": {"S": "Bonn"}},
}


def written(assignments: str, names: dict[str, str], value: str) -> dict[str, Any]:
    named = {"ExpressionAttributeNames": names} if names else {}
    return {"UpdateExpression": f"SET {assignments}", "ExpressionAttributeValues": {":v": {"S": value}}, **named}


OTHER_SETS = [
    written("#p = :v", {"#p": "place.street"}, "a"),
    written("#p = :v", {"#p": "empty"}, "b"),
    written("#p = :v", {"#p": "owner"}, "o2"),
    written("#p = :v, place = :v", {"#p": "place"}, "c"),
    written("place.#p = :v, place.#p.floor = :v", {"#p": "at"}, "d"),
    written("place.#p = :v, place.city = :v", {"#p": "city"}, "d"),
    written("#p = :v", {"#p": "group"}, ""),
    written("#p = :v, #q.nowhere.way = :v", {"#p": "empty", "#q": "place"}, "f"),
    written("#p = if_not_exists(#q, :v)", {"#p": "fresh", "#q": "old"}, "g"),
    written("#p = old, city = :v", {"#p": "fresh"}, "h"),
    written("steps = list_append(steps, :v), #p = picture", {"#p": "fresh"}, "i"),
    written("#p = list_append(steps, steps), city = :v", {"#p": "fresh"}, "i"),
    written("city = :v REMOVE #p[1], #p[0]", {"#p": "steps"}, "j"),
    written("#p = :v + :v", {"#p": "count"}, "k"),
]
ADD_AND_DELETE = {
    "UpdateExpression": "ADD days :d DELETE sizes :n REMOVE steps[0], steps[1]",
    "ExpressionAttributeValues": {":d": {"SS": ["wed"]}, ":n": {"NS": ["1"]}},
}
ONLY_NEW = {"ConditionExpression": "attribute_not_exists(#o)", "ExpressionAttributeNames": {"#o": "owner"}}
OF_OWNER = {
    "KeyConditionExpression": "#o = :o AND begins_with(#n, :n)",
    "ExpressionAttributeNames": {"#o": "owner", "#n": "name"},
    "ExpressionAttributeValues": {":o": {"S": "o1"}, ":n": {"S": "n"}},
}
IN_GROUP = {
    "IndexName": "by-group",
    "KeyConditionExpression": "#g = :g",
    "FilterExpression": "is_open = :yes OR size(days) > :none",
    "ProjectionExpression": "#g, place.city, steps[0]",
    "ExpressionAttributeNames": {"#g": "group"},
    "ExpressionAttributeValues": {":g": {"S": "g"}, ":yes": {"BOOL": True}, ":none": {"N": "0"}},
}
CALLS: list[tuple[str, dict[str, Any]]] = [
    ("get_item", {"Key": KEY}),
    ("put_item", {"Item": ITEM, "ReturnConsumedCapacity": "TOTAL"}),
    ("put_item", {"Item": ITEM, "ReturnValues": "ALL_OLD"}),
    ("put_item", {"Item": ITEM, **ONLY_NEW}),
    ("put_item", {"Item": ITEM, **ONLY_NEW, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}),
    ("get_item", {"Key": KEY, "ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}),
    ("get_item", {"Key": {"owner": {"S": "o1"}}}),
    ("get_item", {"Key": KEY, "TableName": "None"}),
    ("update_item", {"Key": KEY, **SET, "ReturnValues": "ALL_NEW"}),
    ("update_item", {"Key": KEY, **SET, "ReturnValues": "UPDATED_OLD"}),
    ("update_item", {"Key": KEY, **SET, "ConditionExpression": "is_open = :one"}),
    ("update_item", {"Key": OTHER, **SET}),
    ("update_item", {"Key": KEY, **SET, "UpdateExpression": "SET #c = #c + :one SET place.city = :city"}),
    ("update_item", {"Key": KEY, **SET, "UpdateExpression": "SET #c = = :one"}),
    ("update_item", {"Key": KEY, **SET, "UpdateExpression": "SET #c = = :one"}),
    ("update_item", {"Key": KEY, **SET, "UpdateExpression": "SET #c = :one, #c = :city"}),
    ("update_item", {"Key": KEY, **SET, "UpdateExpression": "SET #c = :unknown"}),
    *(("update_item", {"Key": KEY, **update, "ReturnValues": "UPDATED_NEW"}) for update in OTHER_SETS),
    ("update_item", {"Key": KEY, **ADD_AND_DELETE, "ReturnValues": "ALL_NEW"}),
    ("query", OF_OWNER),
    ("query", {**OF_OWNER, "ScanIndexForward": False, "Limit": 1, "ReturnConsumedCapacity": "TOTAL"}),
    ("query", {**OF_OWNER, "Select": "COUNT"}),
    ("query", IN_GROUP),
    ("query", {**OF_OWNER, "KeyConditionExpression": "#n = :n"}),
    ("scan", {"FilterExpression": "attribute_exists(place.city)"}),
    ("batch_write_item", {"RequestItems": {TABLE: [{"PutRequest": {"Item": {**ITEM, **OTHER}}}]}}),
    ("batch_get_item", {"RequestItems": {TABLE: {"Keys": [KEY, OTHER], "ConsistentRead": True}}}),
    ("transact_get_items", {"TransactItems": [{"Get": {"TableName": TABLE, "Key": KEY}}]}),
    ("transact_write_items", {"TransactItems": [
        {"Update": {"TableName": TABLE, "Key": KEY, **SET}},
        {"Put": {"TableName": TABLE, "Item": {**ITEM, **OTHER}, **ONLY_NEW}},
    ]}),
    ("transact_write_items", {"ClientRequestToken": "t", "TransactItems": [
        {"Update": {"TableName": TABLE, "Key": KEY, **SET}},
        {"Delete": {"TableName": TABLE, "Key": OTHER}},
    ]}),
    ("transact_write_items", {"TransactItems": [
        {"Update": {"TableName": TABLE, "Key": KEY, **SET}}, {"Delete": {"TableName": TABLE, "Key": KEY}},
    ]}),
    ("delete_item", {"Key": OTHER, "ConditionExpression": "attribute_exists(place)"}),
    ("delete_item", {"Key": KEY, "ReturnValues": "ALL_OLD"}),
    ("put_item", {"Item": {**KEY, "owner": {"S": ""}}}),
    ("put_item", {"Item": {**KEY, "long": {"S": "x" * 410_000}}}),
    ("scan", {}),
]  # fmt: skip


def answers() -> list[Any]:
    """What a fresh cloud answers to all calls, one after the other."""
    client = boto3.client("dynamodb", region_name=REGION, aws_access_key_id="an-id", aws_secret_access_key="a-key")
    client.create_table(
        TableName=TABLE,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": name, "AttributeType": "S"} for name in ("owner", "name", "group")],
        KeySchema=[{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "name", "KeyType": "RANGE"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by-group",
                "KeySchema": [{"AttributeName": "group", "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    )
    return [answer(client, name, parameters) for name, parameters in CALLS]


def answer(client: Any, name: str, parameters: dict[str, Any]) -> Any:
    of_a_table = {"TableName": TABLE} if "batch" not in name and "transact" not in name else {}
    try:
        found = getattr(client, name)(**of_a_table | parameters)
    except ClientError as error:
        found = {"class": type(error).__name__, **error.response}
    told = found.pop("ResponseMetadata")
    # Ids and dates are of the request, and who served it is nobody's business.
    return name, told["HTTPStatusCode"], told["RetryAttempts"], bool(told["RequestId"]), found


@pytest.fixture(scope="module")
def by_the_long_way() -> list[Any]:
    with mock_aws():
        return answers()


def test_each_call_is_answered_as_by_the_long_way(by_the_long_way: list[Any]) -> None:
    with mock_aws(), quick_moto():
        quick = answers()
    assert quick == by_the_long_way
    assert {status for _, status, *_ in quick} == {200, 400}


def test_hooks_of_a_client_are_called_before_and_after_each_call() -> None:
    heard: list[str] = []
    with mock_aws(), quick_moto():
        client = boto3.client("dynamodb", region_name=REGION, aws_access_key_id="an-id", aws_secret_access_key="a-key")
        for event in ("before-call", "after-call"):
            client.meta.events.register(f"{event}.dynamodb.GetItem", lambda event_name, **_: heard.append(event_name))
        with pytest.raises(client.exceptions.ResourceNotFoundException):
            client.get_item(TableName=TABLE, Key=KEY)
    assert heard == ["before-call.dynamodb.GetItem", "after-call.dynamodb.GetItem"]
