"""Runs `sam deploy` of the built template on the local cloud, and the steps after it."""

import json
import os
import subprocess
from contextlib import suppress
from datetime import UTC, datetime

from local.aws import DUMMY, Account
from local.build import Target, alone_with, build, for_this_machine, last_line
from local.cloud import Cloud
from local.local_api import adapt, allowed_origins
from local.paths import CONTAINERS_NAME, REGION, ROOT, SAMCONFIG, SENDER, STACK_NAME
from local.publish import asset_version, publish
from local.say import LocalError, step
from local.stack import Stack, describe, first_failure, local_stack
from local.stack_secrets import complete_secrets
from local.tools import plain_environment, tool

STAND_IN_AFTER = 100
"""Distance from the local cloud's port to the port at which tests imitate meeting providers."""
ENDPOINT_AFTER = 101
"""Distance from the local cloud's port to the port at which a webhook may listen on this machine."""
ARTEFACTS_BUCKET = "greenroom-local-artefacts"


def local_parameters(cloud: Cloud, target: Target) -> dict[str, str]:
    """The template's parameters for the local cloud; all others keep their defaults."""
    return {
        "Architecture": target.architecture,
        "SenderAddress": SENDER,
        "ApiOriginDomain": "localhost",
        "ApiOriginPort": str(cloud.port),
        "ApiOriginPathPrefix": "/_aws/execute-api",
        # Forms that a function in a container signed have the cloud's address as the container sees it: see
        # docs/sam-local.md.
        "UploadOrigin": f"{cloud.endpoint_url} http://{CONTAINERS_NAME}:{cloud.port}",
        "AwsEndpointUrl": cloud.endpoint_url,
        "MailEndpointUrl": cloud.inbox.endpoint_url,
        # Browsers use this name only: MiniStack refuses the portal's name for WebSockets.
        "RoomSocketOrigin": f"ws://localhost:{cloud.port}",
        "AssetVersion": asset_version(),
        # Only tests listen there: no meeting is created at Zoom or Google from here.
        "ProviderStandIn": f"http://127.0.0.1:{cloud.port + STAND_IN_AFTER}",
        "WebhookHosts": ",".join([f"localhost:{cloud.port + ENDPOINT_AFTER}", *listed_hosts()]),
        # Tables are deleted with the cloud. It has no WAF, and programs call candidates' routes at the API's address.
        "ProtectTables": "false",
        "WebAcl": "false",
        "OnlyByPortal": "false",
        **({"AllowedOrigins": allowed_origins()} if allowed_origins() else {}),
    }


def listed_hosts() -> list[str]:
    """Further hosts with ports for webhooks, from WEBHOOK_HOSTS, such as `WEBHOOK_HOSTS=localhost:8000 make up`."""
    return [host.strip() for host in os.environ.get("WEBHOOK_HOSTS", "").split(",") if host.strip()]


def deploy_locally(cloud: Cloud) -> Stack:
    """Build, deploy and publish to a running local cloud. Returns the stack, without an organisation."""
    target = for_this_machine()
    account = Account(cloud.endpoint_url, REGION)
    with alone_with(target):
        build(target)
        with step("Deploying the stack"):
            account.s3.create_bucket(Bucket=ARTEFACTS_BUCKET)
            sam_deploy_locally(cloud, target)
    resources = describe(account, STACK_NAME)
    complete_secrets(account, None, resources, datetime.now(UTC))
    adapt(account, resources.output("ApiId"))
    stack = local_stack(account, resources, cloud.port, cloud.inbox.folder)
    with step("Publishing the portal"):
        verify_sender(account)
        publish(account, resources, stack.portal_url)
    return stack


def verify_sender(account: Account) -> None:
    """Verify the sender: the local cloud verifies an identity at once. The stack may have created it already."""
    with suppress(account.ses.exceptions.AlreadyExistsException):
        account.ses.create_email_identity(EmailIdentity=SENDER)


def sam_deploy_locally(cloud: Cloud, target: Target) -> None:
    parameters = local_parameters(cloud, target)
    overrides = [f"ParameterKey={key},ParameterValue={json.dumps(value)}" for key, value in parameters.items()]
    command = [
        tool("sam"), "deploy", "--config-env", "local", "--config-file", str(SAMCONFIG),
        "--template-file", str(target.template), "--parameter-overrides", *overrides,
    ]  # fmt: skip
    env = {
        **plain_environment(),
        **DUMMY,
        "AWS_ENDPOINT_URL": cloud.endpoint_url,
        "AWS_DEFAULT_REGION": REGION,
        "SAM_CLI_TELEMETRY": "0",
        "SAM_CLI_POLL_DELAY": "0.3",
        "TMPDIR": str(cloud.folder / "tmp"),  # sam leaves an empty folder there for each function
        # The developer's profile and credentials must not be used for the local cloud.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    log, started = cloud.folder / "deploy.log", datetime.now(UTC)
    with log.open("w") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        reason = first_failure(Account(cloud.endpoint_url, REGION), STACK_NAME, started) or last_line(log)
        raise LocalError(f"The deployment failed: {reason} (all of it in {log})")
