"""Applies the settings of the template's API that MiniStack's API Gateway ignores, right after a deployment."""

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from local.aws import Account
from local.paths import STAGE
from local.template import Intrinsic, template

if TYPE_CHECKING:
    from mypy_boto3_apigateway.type_defs import PatchOperationTypeDef


def allowed_origins() -> str:
    """Origins whose pages may call the local cloud's API: ALLOWED_ORIGINS of `make up`, separated by commas."""
    return os.environ.get("ALLOWED_ORIGINS", "")


def declared() -> dict[str, dict[str, Any]]:
    """The template's gateway responses by type, for these origins."""
    responses: dict[str, dict[str, Any]] = template()["Resources"]["Api"]["Properties"].get("GatewayResponses", {})
    return {kind: {**response, "Headers": _headers(response)} for kind, response in responses.items()}


def _headers(response: Mapping[str, Any]) -> dict[str, str]:
    found: dict[str, Any] = response.get("ResponseParameters", {}).get("Headers", {})
    given = {name: value.value[1] if isinstance(value, Intrinsic) else value for name, value in found.items()}
    return {name: value for name, value in given.items() if allowed_origins() or not isinstance(found[name], Intrinsic)}


def adapt(account: Account, api_id: str) -> None:
    """Make the API answer as on AWS, and deploy its stage again, which puts the settings into effect."""
    put_gateway_responses(account, api_id)
    ask_for_no_key(account, api_id)
    account.apigateway.create_deployment(restApiId=api_id, stageName=STAGE)


def put_gateway_responses(account: Account, api_id: str) -> None:
    """Set the gateway responses, which MiniStack drops when it imports an API."""
    for kind, response in declared().items():
        status = {"statusCode": str(response["StatusCode"])} if "StatusCode" in response else {}
        account.apigateway.put_gateway_response(
            restApiId=api_id,
            responseType=kind,  # type: ignore[arg-type] # cfn-lint has checked the template's values
            responseParameters={f"gatewayresponse.header.{name}": value for name, value in response["Headers"].items()},
            responseTemplates=response.get("ResponseTemplates", {}),
            **status,
        )


def ask_for_no_key(account: Account, api_id: str) -> None:
    """Require no API key.

    On AWS the authorizer supplies the usage plan's key; MiniStack only accepts a key in a header.
    """
    # Removed and not replaced, because MiniStack reads the text "false" as true.
    no_key: list[PatchOperationTypeDef] = [{"op": "remove", "path": "/apiKeyRequired"}]
    pages = account.apigateway.get_paginator("get_resources").paginate(restApiId=api_id, embed=["methods"])
    for resource in (resource for page in pages for resource in page["items"]):
        for verb, method in resource.get("resourceMethods", {}).items():
            if method.get("apiKeyRequired"):
                account.apigateway.update_method(
                    restApiId=api_id, resourceId=resource["id"], httpMethod=verb, patchOperations=no_key
                )
