"""WebSockets of the video room, as API Gateway lets a function write to them."""

import json
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import ClientError

from greenroom.adapters.clients import client_of

if TYPE_CHECKING:
    from mypy_boto3_apigatewaymanagementapi import ApiGatewayManagementApiClient

QUICK = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
GONE = frozenset({"GoneException", "ForbiddenException", "BadRequestException"})
"""The connection has ended, or its id is invalid."""


class RoomSockets:
    """Writes to connections by their ids."""

    def __init__(self, endpoint_url: str, make: Callable[..., Any] = client_of) -> None:
        self._endpoint_url = endpoint_url
        self._make = make

    @cached_property
    def _client(self) -> "ApiGatewayManagementApiClient":
        client: ApiGatewayManagementApiClient = self._make(
            "apigatewaymanagementapi", QUICK, endpoint_url=self._endpoint_url
        )
        return client

    def send(self, connection_id: str, message: dict[str, Any]) -> bool:
        """Send a message; False where the connection is gone."""
        try:
            self._client.post_to_connection(
                ConnectionId=connection_id, Data=json.dumps(message, separators=(",", ":")).encode()
            )
        except ClientError as error:
            if _is_gone(error):
                return False
            raise
        return True

    def close(self, connection_id: str) -> None:
        """End a connection; one that is gone already is no error."""
        try:
            self._client.delete_connection(ConnectionId=connection_id)
        except ClientError as error:
            if not _is_gone(error):
                raise


def _is_gone(error: ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    return status == 410 or error.response["Error"]["Code"] in GONE
