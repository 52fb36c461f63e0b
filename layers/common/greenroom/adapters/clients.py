"""Clients of AWS, all made here, each with timeouts and retries of its own."""

from typing import TYPE_CHECKING, Any

import boto3

from greenroom.adapters.metering import watch

if TYPE_CHECKING:
    from botocore.config import Config


def client_of(service: str, config: "Config", endpoint_url: str | None = None) -> Any:
    """A new client of a service, as the environment says where and who. Who calls it names its type."""
    client = boto3.client(service, config=config, endpoint_url=endpoint_url)  # type: ignore[call-overload]
    watch(client)
    return client
