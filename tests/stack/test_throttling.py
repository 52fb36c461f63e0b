"""An organisation with too many requests gets 429, and another organisation is not affected.

The local cloud takes no usage key from an authorizer, so a plan is tried with the key in the header, on a stage of
its own. That the authorizer answers with the organisation's key, and the template makes it the source, is asserted too.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from greenroom.adapters.items import decode
from greenroom.rules.tokens import token_hash
from local.organisation import Founded
from local.running import RunningStack
from local.template import template
from local.web import ApiClient

STAGE = "metered"
BURST = 5


@dataclass(frozen=True)
class MeteredApi:
    """The API on a stage on which a key in the header is counted, with a plan of `BURST` requests at once."""

    stack: RunningStack
    url: str
    plan_id: str

    def counted(self, organisation: Founded) -> str:
        """The organisation's key, as a member of this stage's plan too."""
        gateway = self.stack.client("apigateway")
        key_id = gateway.get_api_keys(nameQuery=organisation.org_id)["items"][0]["id"]
        gateway.create_usage_plan_key(usagePlanId=self.plan_id, keyId=key_id, keyType="API_KEY")
        return self.key_of(organisation)

    def key_of(self, organisation: Founded) -> str:
        """The value of an organisation's key in the plan."""
        found = self.stack.client("apigateway").get_api_keys(nameQuery=organisation.org_id, includeValues=True)["items"]
        assert len(found) == 1
        return str(found[0]["value"])

    def ask(self, organisation: Founded, key: str) -> int:
        """The status of one request with a key."""
        return ApiClient(self.url, organisation.token)("GET", "/jobs", headers={"x-api-key": key}).status


@pytest.fixture(scope="module")
def metered(stack: RunningStack) -> Iterator[MeteredApi]:
    gateway = stack.client("apigateway")
    api_id = stack.api_url.split("/")[-2]
    jobs = next(
        resource
        for page in gateway.get_paginator("get_resources").paginate(restApiId=api_id)
        for resource in page["items"]
        if resource["path"] == "/api/v1/{proxy+}"
    )
    method = {"restApiId": api_id, "resourceId": jobs["id"], "httpMethod": "GET"}
    gateway.update_method(**method, patchOperations=[{"op": "replace", "path": "/apiKeyRequired", "value": "true"}])
    gateway.create_deployment(restApiId=api_id, stageName=STAGE)
    # The other stages keep what was deployed to them; what stands in the API itself is put back.
    gateway.update_method(**method, patchOperations=[{"op": "remove", "path": "/apiKeyRequired"}])
    # A plan like the template's, but small: the emulator can not add a stage to a plan that is there.
    plan = gateway.create_usage_plan(
        name="small", apiStages=[{"apiId": api_id, "stage": STAGE}], throttle={"rateLimit": 0.01, "burstLimit": BURST}
    )
    yield MeteredApi(stack, stack.api_url.rsplit("/", 1)[0] + f"/{STAGE}", plan["id"])
    gateway.delete_usage_plan(usagePlanId=plan["id"])


def test_an_organisation_that_floods_gets_429_and_its_neighbour_does_not_notice(
    stack: RunningStack, metered: MeteredApi
) -> None:
    loud, quiet = stack.new_organisation("Loud"), stack.new_organisation("Quiet")
    loud_key, quiet_key = metered.counted(loud), metered.counted(quiet)
    statuses = [metered.ask(loud, loud_key) for _ in range(3 * BURST)]
    assert statuses[:BURST] == [200] * BURST
    assert set(statuses[BURST:]) == {429}
    assert metered.ask(quiet, quiet_key) == 200


def test_the_authorizer_answers_with_the_key_that_the_plan_counts(stack: RunningStack, metered: MeteredApi) -> None:
    organisation = stack.new_organisation("Counted")
    event = {
        "type": "REQUEST",
        "methodArn": "arn:aws:execute-api:us-east-1:000000000000:api/live/GET/api/v1/jobs",
        "headers": {"Authorization": f"Token {organisation.token}"},
        "requestContext": {"requestId": "test"},
    }
    answered = stack.client("lambda").invoke(
        FunctionName=stack.functions["AuthorizerFunction"], Payload=json.dumps(event).encode()
    )
    policy = json.load(answered["Payload"])
    assert policy["usageIdentifierKey"] == metered.key_of(organisation)
    hashed = policy["context"].pop("token_hash")
    assert hashed == token_hash(organisation.token)
    assert policy["context"] == {"org_id": organisation.org_id, "actor": "token:first", "role": "admin"}


def test_an_organisation_is_made_with_its_key_in_the_templates_plan(stack: RunningStack) -> None:
    organisation = stack.new_organisation("Member")
    gateway = stack.client("apigateway")
    usual = {"rateLimit": 50.0, "burstLimit": 100}
    plans = [plan for plan in gateway.get_usage_plans()["items"] if plan.get("throttle") == usual]
    members = gateway.get_usage_plan_keys(usagePlanId=plans[0]["id"], limit=500)["items"]
    assert [member["name"] for member in members].count(organisation.org_id) == 1


def test_the_template_counts_every_request_by_the_authorizers_key() -> None:
    resources = template()["Resources"]
    api = resources["Api"]["Properties"]
    assert api["ApiKeySourceType"] == "AUTHORIZER"
    assert api["Auth"]["ApiKeyRequired"] is True
    plan: dict[str, Any] = resources["OrganisationUsagePlan"]["Properties"]
    assert plan["Throttle"] == {"RateLimit": 50, "BurstLimit": 100}


def test_the_key_stands_with_the_token_and_the_token_itself_nowhere(stack: RunningStack) -> None:
    organisation = stack.new_organisation("Stored")
    page = stack.client("dynamodb").query(
        TableName=stack.tables["OrganisationsTable"],
        IndexName="tokens_by_org",
        KeyConditionExpression="token_org_id = :org",
        ExpressionAttributeValues={":org": {"S": organisation.org_id}},
    )
    keys = [decode(item)["key"] for item in page["Items"]]
    item = stack.client("dynamodb").get_item(TableName=stack.tables["OrganisationsTable"], Key={"key": {"S": keys[0]}})
    stored = decode(item["Item"])
    assert stored["usage_key"]
    assert organisation.token not in json.dumps(stored)
