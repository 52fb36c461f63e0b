"""API Gateway's usage plan: one key an organisation, so that each is throttled by itself."""

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_apigateway import APIGatewayClient


class GatewayUsagePlan:
    """The plan that the template makes."""

    def __init__(self, client: "APIGatewayClient", usage_plan_id: str) -> None:
        self._client = client
        self._usage_plan_id = usage_plan_id

    def new_key(self, org_id: str) -> str:
        """Make the organisation's key in the plan and return its value; one that is there already is kept."""
        # `nameQuery` is a prefix at best.
        known = self._client.get_api_keys(nameQuery=org_id, includeValues=True)["items"]
        same = [(found["id"], found["value"]) for found in known if found["name"] == org_id]
        key_id, value = same[0] if same else self._made(org_id)
        with suppress(self._client.exceptions.ConflictException):
            self._client.create_usage_plan_key(usagePlanId=self._usage_plan_id, keyId=key_id, keyType="API_KEY")
        return value

    def _made(self, org_id: str) -> tuple[str, str]:
        made = self._client.create_api_key(name=org_id, enabled=True)
        return made["id"], made["value"]
