"""Clients of AWS, all made here, each with timeouts and retries of its own."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.handlers import add_retry_headers

from greenroom.adapters.metering import watch

LESS_CPU = Config(parameter_validation=False, user_agent="greenroom")
"""botocore's own check of requests is off: it takes 0.5 of 2.3 ms for six items. Types and AWS check requests."""


def client_of(service: str, config: Config, endpoint_url: str | None = None) -> Any:
    """A new client of a service, with the environment's region and credentials. The caller names its type."""
    config = config.merge(LESS_CPU)
    client = boto3.client(service, config=config, endpoint_url=endpoint_url)  # type: ignore[call-overload]
    # Two headers for AWS's statistics of retries, which are copied four times, signed and sent with each request.
    client.meta.events.unregister("request-created", add_retry_headers)
    watch(client)
    return client
