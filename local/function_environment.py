"""The environment of functions that run in this process, with the parts of the cloud that it names."""

from collections.abc import Callable
from typing import Any

from greenroom.settings import SECRET_VARIABLES, TABLE_VARIABLES, Tables
from local.aws import DUMMY
from local.paths import REGION, SENDER

QUEUES = {
    "CHANGES_QUEUE_URL": "changes",
    "EXPORTS_QUEUE_URL": "exports",
    "MATCH_QUEUE_URL": "matches",
    "REPORTS_QUEUE_URL": "reports",
    "SIGN_IN_QUEUE_URL": "sign-ins",
}


def environment_of(tables: Tables, prefix: str, queues_url: str) -> dict[str, str]:
    """Variables as the template sets them. Names begin with `prefix`; queues stand below `queues_url`."""
    return {
        **{variable: getattr(tables, field) for field, variable in TABLE_VARIABLES.items()},
        **DUMMY,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_LAMBDA_FUNCTION_NAME": prefix,
        "DOCUMENTS_BUCKET": f"{prefix}-documents",
        **dict.fromkeys(SECRET_VARIABLES, f"{prefix}/link-secret"),
        "PORTAL_URL_PARAMETER": f"/{prefix}/portal-url",
        "SENDER_ADDRESS": SENDER,
        "MAIL_CONFIGURATION_SET": "mail",
        **{variable: f"{queues_url}/{prefix}-{name}" for variable, name in QUEUES.items()},
        "PROVIDER_SECRETS": f"{prefix}/providers",
        "ROOM_SOCKET_URL": "wss://room.example.com/live",
        "ROOM_MANAGEMENT_URL": "https://room.example.com/live",
        # Nobody listens there: a test that calls a provider starts its own.
        "PROVIDER_STAND_IN": "http://127.0.0.1:9",
    }


def create_parts(environment: dict[str, str], client: Callable[[str], Any], secret: str, portal_url: str) -> None:
    """Create the bucket, the queues, the secret and the portal's address. `client` makes a client of a service."""
    client("s3").create_bucket(Bucket=environment["DOCUMENTS_BUCKET"])
    for variable in QUEUES:
        client("sqs").create_queue(QueueName=environment[variable].rpartition("/")[2])
    client("secretsmanager").create_secret(Name=environment["LINK_SECRET_ARN"], SecretString=secret)
    client("ssm").put_parameter(Name=environment["PORTAL_URL_PARAMETER"], Value=portal_url, Type="String")
