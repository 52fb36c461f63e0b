"""Clients of AWS, made by botocore itself: boto3 adds resources and transfers that nobody here uses, which was a tenth
of a cold start's instructions (docs/decisions/0022)."""

from functools import cache
from typing import TYPE_CHECKING, Any

import botocore.session

from greenroom.adapters.metering import watch

if TYPE_CHECKING:
    from botocore.config import Config


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def client_of(service: str, config: "Config") -> Any:
    """A new client of a service, as the environment says where and who. Who calls it names its type."""
    client = _session().create_client(service, config=config)
    watch(client)
    return client
