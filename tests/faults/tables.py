"""Clients of the database with the timeouts and retries of the functions, on an endpoint of a test."""

import os
from functools import cache
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from botocore.config import Config

from greenroom.adapters.dynamodb import dynamodb_client
from local.paths import REGION
from local.tables import clients_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


def as_in_production(endpoint_url: str, count: int = 1) -> "list[DynamoDBClient]":
    """Clients as the functions have them, with the timeouts and retries written there, on this endpoint."""
    return clients_of(endpoint_url, count, "dynamodb", _config_of_production())


@cache
def _config_of_production() -> Config:
    with patch.dict(os.environ, {"AWS_DEFAULT_REGION": REGION}):
        theirs: Any = dynamodb_client().meta.config
    return Config(connect_timeout=theirs.connect_timeout, read_timeout=theirs.read_timeout, retries=theirs.retries)
