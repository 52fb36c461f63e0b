"""The mocked cloud undoes all writes of a cancelled transaction, as DynamoDB does."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from greenroom.adapters.dynamodb import Database
from tests.world import aws


@pytest.fixture(params=["one item", "many items"])
def table(cloud: Database, request: pytest.FixtureRequest) -> Any:
    """The name of a table whose partitions hold one item, or many, and the keys of three items in it."""
    kinds = {"of": "HASH", "at": "RANGE"} if request.param == "many items" else {"of": "HASH"}
    name = request.param.replace(" ", "-")
    aws("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key in kinds],
        KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in kinds.items()],
    )
    yield name, [{key: {"S": value if key == list(kinds)[-1] else "same"} for key in kinds} for value in "abc"]
    aws("dynamodb").delete_table(TableName=name)


def test_a_cancelled_transaction_changes_nothing(table: tuple[str, list[Any]]) -> None:
    name, (changed, deleted, new) = table
    for key in (changed, deleted):
        aws("dynamodb").put_item(TableName=name, Item={**key, "seats": {"L": [{"N": "1"}]}})
    before = aws("dynamodb").scan(TableName=name)["Items"]
    took = {
        "UpdateExpression": "SET seats[0] = :two",
        "ExpressionAttributeValues": {":two": {"N": "2"}},
    }
    refused = {"Key": {**new, "of": {"S": "missing"}}, "ConditionExpression": "attribute_exists(seats)"}

    with pytest.raises(ClientError, match="ConditionalCheckFailed"):
        aws("dynamodb").transact_write_items(
            TransactItems=[
                {"Update": {"TableName": name, "Key": changed, **took}},
                {"Delete": {"TableName": name, "Key": deleted}},
                {"Put": {"TableName": name, "Item": new}},
                {"ConditionCheck": {"TableName": name, **refused}},
            ]
        )

    assert aws("dynamodb").scan(TableName=name)["Items"] == before


def test_a_transaction_that_nothing_refuses_is_done(table: tuple[str, list[Any]]) -> None:
    name, (changed, deleted, new) = table
    for key in (changed, deleted):
        aws("dynamodb").put_item(TableName=name, Item=key)

    aws("dynamodb").transact_write_items(
        TransactItems=[
            {"Put": {"TableName": name, "Item": {**changed, "seats": {"N": "2"}}}},
            {"Delete": {"TableName": name, "Key": deleted}},
            {"Put": {"TableName": name, "Item": new}},
        ]
    )

    items = aws("dynamodb").scan(TableName=name)["Items"]
    assert sorted(items, key=str) == sorted([{**changed, "seats": {"N": "2"}}, new], key=str)
