"""API Gateway's usage plan: one key an organisation, so that each is throttled by itself."""

from functools import cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient


@cache
def apigateway_client() -> "APIGatewayClient":
    """One client a process."""
    return boto3.client("apigateway", config=Config(connect_timeout=2, read_timeout=10))


class GatewayUsagePlan:
    """The plan that the template makes."""

    def __init__(self, client: "APIGatewayClient", usage_plan_id: str) -> None:
        self._client = client
        self._usage_plan_id = usage_plan_id

    def new_key(self, org_id: str) -> str:
        """Make the organisation's key in the plan and return its value; one that is there already is kept."""
        known = self._client.get_api_keys(nameQuery=org_id, includeValues=True)["items"]
        key = known[0] if known else self._client.create_api_key(name=org_id, enabled=True)
        members = self._client.get_usage_plan_keys(usagePlanId=self._usage_plan_id, nameQuery=org_id)["items"]
        if not members:
            self._client.create_usage_plan_key(usagePlanId=self._usage_plan_id, keyId=key["id"], keyType="API_KEY")
        return key["value"]
