"""`make deploy`: builds for Lambda, deploys to AWS with the developer's own profile, and publishes the portal."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime

from botocore.exceptions import ClientError

from local.aws import Account
from local.build import alone_with, build, for_aws
from local.chosen_account import aws_account, kept_answers, refused, settings, stack_name
from local.paths import ROOT, SAMCONFIG
from local.publish import asset_version, publish, upload
from local.say import LocalError, run_main, say, step
from local.stack import Resources, describe, first_failure
from local.stack_secrets import complete_secrets
from local.tools import plain_environment, tool

# Parameters of the template that `make deploy` asks for, with the question. All but the first may stay empty.
QUESTIONS = {
    "SenderAddress": "The address that invitations come from (SES must have verified it or its domain)",
    "AlarmAddress": "Where alarms are mailed (empty: nowhere)",
    "PortalDomain": "The portal's own domain, such as interviews.example.com (empty: CloudFront's)",
    "PortalCertificateArn": "The ACM certificate of that domain, in us-east-1",
}
SECTION = "[default.deploy.parameters]\n"


def ask() -> dict[str, str]:
    """Answers from the environment (SENDERADDRESS=...) or, at a terminal, from the user."""
    answers: dict[str, str] = {}
    for name, question in QUESTIONS.items():
        if name == "PortalCertificateArn" and not answers.get("PortalDomain"):
            continue
        given = os.environ.get(name.upper())
        if given is None and sys.stdin.isatty():
            given = input(f"{question}: ")
        answers[name] = (given or "").strip()
    if "@" not in answers["SenderAddress"]:
        raise LocalError("A sender's address is needed: make deploy SENDERADDRESS=interviews@example.com", 2)
    return {name: answer for name, answer in answers.items() if answer}


def keep(answers: dict[str, str], account: Account) -> None:
    """Store the answers and their region in samconfig.toml, where `sam deploy` reads them."""
    pairs = " ".join(f'{name}=\\"{value}\\"' for name, value in answers.items())
    region = "" if settings().get("region") else f'region = "{account.session.region_name}"\n'
    text = SAMCONFIG.read_text()
    SAMCONFIG.write_text(text.replace(SECTION, f'{SECTION}{region}parameter_overrides = "{pairs}"\n', 1))
    say("  Kept in samconfig.toml")


def creates_identity(account: Account, sender: str) -> str:
    """Whether the stack creates the sender's SES identity: not if SES has the address or its domain already."""
    for identity in (sender, sender.rpartition("@")[2]):
        with suppress(account.ses.exceptions.NotFoundException):
            account.ses.get_email_identity(EmailIdentity=identity)
            return "false"
    return "true"


def sam_deploy(account: Account, answers: dict[str, str]) -> None:
    """Run `sam deploy`. Raises LocalError, with the first failure if CloudFormation reports it."""
    target, started = for_aws(), datetime.now(UTC)
    build(target)
    parameters = {**answers, "AssetVersion": asset_version()}
    command = [
        tool("sam"), "deploy", "--config-file", str(SAMCONFIG), "--template-file", str(target.template),
        "--region", account.session.region_name,
        "--parameter-overrides", *(f"ParameterKey={key},ParameterValue={value}" for key, value in parameters.items()),
    ]  # fmt: skip
    env = {**os.environ, **plain_environment(), "SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if done.returncode != 0:
        reason = first_failure(account, stack_name(), started)
        raise LocalError(f"The deployment did not finish: {reason or 'what sam said stands above.'}")


def say_whether_verified(account: Account, sender: str) -> None:
    """Warn if SES sends nothing from this address yet: the stack works, but each invitation would fail."""
    for identity in (sender, sender.rpartition("@")[2]):
        with suppress(account.ses.exceptions.NotFoundException):
            if account.ses.get_email_identity(EmailIdentity=identity).get("VerifiedForSendingStatus"):
                return
    say(
        f"SES has not verified {sender}: open the link that SES mailed to it (or verify its domain). "
        "Until then every invitation FAILS with that reason."
    )


def refuse_without_permission(account: Account) -> None:
    """Check access to CloudFormation before building anything. Raises ClientError if it is refused."""
    try:
        account.cloudformation.describe_stacks(StackName=stack_name())
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":  # there is no such stack yet
            raise


def publish_ahead(account: Account) -> Resources | None:
    """Store this version's files before any page uses them. Returns the stack, or None if there is none yet."""
    try:
        resources = describe(account, stack_name())
    except ClientError as error:
        if error.response["Error"]["Code"] != "ValidationError":
            raise
        return None
    with step("Publishing the portal's new files"):
        upload(account, resources.output("WebBucketName"))
    return resources


def deploy(account: Account) -> None:
    """Build, deploy and publish, and store the answers once the stack stands. Raises LocalError, ClientError."""
    answers, is_first = kept_answers(), not kept_answers()
    refuse_without_permission(account)
    if is_first:
        answers = ask()
        answers["CreateSenderIdentity"] = creates_identity(account, answers["SenderAddress"])
    before = publish_ahead(account)
    with alone_with(for_aws()):
        sam_deploy(account, answers)
    if is_first:
        keep(answers, account)
    resources = describe(account, stack_name())
    complete_secrets(account, before, resources, datetime.now(UTC))
    portal_url = resources.output("PortalUrl")
    with step("Publishing the portal"):
        publish(account, resources, portal_url)
        account.cloudfront.create_invalidation(
            DistributionId=resources.output("DistributionId"),
            InvalidationBatch={
                "Paths": {"Quantity": 1, "Items": ["/static/*"]},
                "CallerReference": os.urandom(8).hex(),
            },
        )
    say_whether_verified(account, answers["SenderAddress"])
    say(f'Deployed: {portal_url}\nMake the first organisation: AWS_PROFILE=... make org NAME="Acme" EMAIL=you@...')


def main() -> int:
    try:
        deploy(aws_account())
    except ClientError as error:
        raise LocalError(refused(error)) from error
    return 0


if __name__ == "__main__":
    run_main(main)
