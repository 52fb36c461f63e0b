"""`make deploy`: builds for Lambda, deploys to AWS with the developer's own profile, and publishes the portal."""

import os
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime

from botocore.exceptions import ClientError

from local.aws import Account
from local.build import alone_with, build, for_aws
from local.chosen_account import aws_account, kept_answers, settings, stack_name
from local.paths import ROOT, SAMCONFIG
from local.publish import asset_version, publish, upload
from local.say import LocalError, run_main, say, step
from local.stack import Resources, describe, first_failure, waiting_change_sets
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
ROLLED_BACK = {"ROLLBACK_COMPLETE", "ROLLBACK_FAILED"}
"""States of a stack whose first deployment failed. It can only be deleted."""


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
    waiting = waiting_change_sets(account, stack_name())
    parameters = {**answers, "AssetVersion": asset_version()}
    command = [
        tool("sam"), "deploy", "--config-file", str(SAMCONFIG), "--template-file", str(target.template),
        "--region", account.session.region_name,
        "--parameter-overrides", *(f"ParameterKey={key},ParameterValue={value}" for key, value in parameters.items()),
        *([] if sys.stdin.isatty() else ["--no-confirm-changeset"]),  # nobody is there to confirm
    ]  # fmt: skip
    env = {**os.environ, **plain_environment(), "SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if done.returncode != 0:
        reason = first_failure(account, stack_name(), started)
        raise LocalError(f"The deployment did not finish: {reason or 'what sam said stands above.'}")
    if waiting_change_sets(account, stack_name()) - waiting:  # sam ends with 0 then, too
        raise LocalError("Nothing was deployed, because the changes were not confirmed: make deploy asks again.")


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


def stack_status(account: Account) -> str | None:
    """The stack's state; None before the first deployment.

    Raises ClientError if this profile may not ask, LocalError if the stack can only be deleted.
    """
    try:
        status = account.cloudformation.describe_stacks(StackName=stack_name())["Stacks"][0]["StackStatus"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":  # there is no such stack
            return None
        raise
    if status in ROLLED_BACK:
        raise LocalError(
            "The first deployment failed, and its empty stack can only be deleted: aws cloudformation delete-stack "
            f"--stack-name {stack_name()} --region {account.session.region_name}. Then run make deploy again."
        )
    return None if status == "REVIEW_IN_PROGRESS" else status  # the first deployment was not confirmed


def publish_ahead(account: Account) -> Resources:
    """Store this version's files before any page uses them. Returns the stack as it is before the deployment."""
    resources = describe(account, stack_name())
    with step("Publishing the portal's new files"):
        upload(account, resources.output("WebBucketName"))
    return resources


def deploy(account: Account) -> None:
    """Build, deploy and publish, and store the answers once the stack stands. Raises LocalError, ClientError."""
    answers, is_first = kept_answers(), not kept_answers()
    status = stack_status(account)
    if is_first:
        answers = ask()
        answers["CreateSenderIdentity"] = creates_identity(account, answers["SenderAddress"])
    before = publish_ahead(account) if status else None
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
    deploy(aws_account())
    return 0


if __name__ == "__main__":
    run_main(main)
