"""Starts further sweepers: the function invokes itself for a partition of the due index with a backlog."""

import json
from typing import TYPE_CHECKING

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from greenroom.adapters.clients import client_of

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


class Sweepers:
    """Invocations of the function that sweeps, each for one partition."""

    def __init__(self, client: "LambdaClient", function: str) -> None:
        self._client = client
        self._function = function

    def ask_for(self, shard: int) -> bool:
        """Have a partition swept by another invocation; False where Lambda takes none, and one has to do it oneself.

        Two sweeps of one partition do no harm: the second finds the work of the first done.
        """
        payload = json.dumps({"shard": shard}).encode()
        try:
            self._client.invoke(FunctionName=self._function, InvocationType="Event", Payload=payload)
        except (BotoCoreError, ClientError):
            return False
        return True


def lambda_client() -> "LambdaClient":
    """A client that gives up soon: the sweep goes on by itself then."""
    config = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})
    client: LambdaClient = client_of("lambda", config)
    return client
