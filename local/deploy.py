"""`sam deploy` of the built template, to the local cloud or to AWS, and what has to follow it."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

from local.aws import DUMMY, Account
from local.build import Target, build, for_aws, for_this_machine, last_line
from local.cloud import Cloud
from local.paths import API_ID, REGION, ROOT, SENDER, STACK_NAME, STAGE, STATE
from local.publish import publish
from local.say import LocalError, run_main, say, step
from local.stack import Resources, Stack, describe, local_stack
from local.tools import plain_environment, tool

SAMCONFIG = ROOT / "samconfig.toml"
ARTEFACTS_BUCKET = "greenroom-local-artefacts"


def local_parameters(port: int, target: Target) -> dict[str, str]:
    """The template's parameters for the local cloud; all others keep their defaults."""
    return {
        "Architecture": target.architecture,
        "SenderAddress": SENDER,
        "ApiOriginDomain": "localhost",
        "ApiOriginPort": str(port),
        "ApiOriginProtocol": "http-only",
        "ApiOriginPath": f"/_aws/execute-api/{API_ID}/{STAGE}",
    }


def deploy_locally(cloud: Cloud) -> Stack:
    """Builds, deploys and publishes to a running local cloud; returns the stack, without an organisation."""
    target = for_this_machine()
    build(target)
    account = Account(cloud.endpoint_url, REGION)
    with step("Deploying the stack"):
        account.s3.create_bucket(Bucket=ARTEFACTS_BUCKET)
        sam_deploy_locally(cloud, target)
    resources = describe(account, STACK_NAME)
    stack = local_stack(account, resources, cloud.port, cloud.inbox.folder)
    with step("Publishing the portal"):
        account.ses.create_email_identity(EmailIdentity=sender_address())
        publish(account, resources, stack.portal_url)
    return stack


def sender_address() -> str:
    return SENDER.partition("<")[2].rstrip(">") or SENDER


def sam_deploy_locally(cloud: Cloud, target: Target) -> None:
    parameters = local_parameters(cloud.port, target)
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
        # No profile or credentials of the developer's may be used for the local cloud.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    }
    log = cloud.folder / "deploy.log"
    with log.open("w") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, check=False
        )
    if done.returncode != 0:
        raise LocalError(f"The deployment failed: {why(cloud, log)} (all of it in {log})")


def why(cloud: Cloud, log: Path) -> str:
    """The first resource that failed and its reason, or the last thing that sam said."""
    try:
        client = Account(cloud.endpoint_url, REGION).cloudformation
        events = client.describe_stack_events(StackName=STACK_NAME)["StackEvents"]
    except Exception:  # noqa: BLE001 - the reason is only sought to be shown; sam's own words serve as well
        return last_line(log)
    failed = [
        f"{event.get('LogicalResourceId', '')}: {event['ResourceStatusReason']}"
        for event in events
        if event.get("ResourceStatus", "").endswith("_FAILED") and event.get("ResourceStatusReason")
    ]
    return failed[-1] if failed else last_line(log)


def is_configured() -> bool:
    """Whether an earlier `make deploy` asked for the parameters and kept the answers."""
    settings = tomllib.loads(SAMCONFIG.read_text())
    return bool(settings["default"]["deploy"]["parameters"].get("parameter_overrides"))


def stack_name() -> str:
    name: str = tomllib.loads(SAMCONFIG.read_text())["default"]["deploy"]["parameters"]["stack_name"]
    return name


def deploy_to_aws() -> None:
    target = for_aws()
    build(target)
    command = [tool("sam"), "deploy", "--config-file", str(SAMCONFIG), "--template-file", str(target.template)]
    env = {**os.environ, **plain_environment(), "SAM_CLI_TELEMETRY": "0"}
    status = subprocess.run(
        command + ([] if is_configured() else ["--guided"]), cwd=ROOT, env=env, check=False
    ).returncode
    if status != 0:
        raise LocalError("The deployment did not finish: what sam said stands above.", status)
    settings = tomllib.loads(SAMCONFIG.read_text())["default"]["deploy"]["parameters"]
    account = Account(None, settings.get("region") or os.environ.get("AWS_REGION"))
    resources: Resources = describe(account, stack_name())
    portal_url = resources.output("PortalUrl")
    with step("Publishing the portal"):
        publish(account, resources, portal_url)
        account.cloudfront.create_invalidation(
            DistributionId=resources.one("AWS::CloudFront::Distribution"),
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": ["/static/*"]},
                "CallerReference": str(os.urandom(8).hex()),
            },
        )
    say(f"Deployed: {portal_url}")
    say('Make the first organisation with: AWS_PROFILE=... make org NAME="Acme"')


def main() -> int:
    STATE.mkdir(exist_ok=True)
    deploy_to_aws()
    return 0


if __name__ == "__main__":
    sys.stdout = sys.stderr
    run_main(main)
