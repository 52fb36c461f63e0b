"""`make deploy`: builds for Lambda, deploys to AWS with the developer's own profile, and publishes the portal."""

import os
import re
import subprocess
import sys
import tomllib
from contextlib import suppress
from typing import Any

from local.aws import Account
from local.build import alone_with, build, for_aws
from local.paths import ROOT, SAMCONFIG
from local.publish import asset_version, publish
from local.say import LocalError, run_main, say, step
from local.stack import describe
from local.tools import plain_environment, tool

# What must be known, by the template's parameter: the question. All but the first may stay empty.
QUESTIONS = {
    "SenderAddress": "The address that invitations come from (SES must have verified it or its domain)",
    "AlarmAddress": "Where alarms are mailed (empty: nowhere)",
    "PortalDomain": "The portal's own domain, such as interviews.example.com (empty: CloudFront's)",
    "PortalCertificateArn": "The ACM certificate of that domain, in us-east-1",
}
SECTION = "[default.deploy.parameters]\n"


def settings() -> dict[str, Any]:
    deploy: dict[str, Any] = tomllib.loads(SAMCONFIG.read_text())["default"]["deploy"]["parameters"]
    return deploy


def stack_name() -> str:
    return str(settings()["stack_name"])


def kept_answers() -> dict[str, str]:
    """The parameters that samconfig.toml holds."""
    text = settings().get("parameter_overrides", "")
    return dict(re.findall(r'(\w+)="([^"]*)"', text if isinstance(text, str) else " ".join(text)))


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


def keep(answers: dict[str, str]) -> None:
    """Writes the answers where `sam deploy` finds them too."""
    pairs = " ".join(f'{name}=\\"{value}\\"' for name, value in answers.items())
    text = SAMCONFIG.read_text()
    SAMCONFIG.write_text(text.replace(SECTION, f'{SECTION}parameter_overrides = "{pairs}"\n', 1))
    say("  Kept in samconfig.toml")


def creates_identity(account: Account, sender: str) -> str:
    """Whether the stack should tell SES of the sender: not where SES knows the address or its domain already."""
    for identity in (sender, sender.rpartition("@")[2]):
        with suppress(account.ses.exceptions.NotFoundException):
            account.ses.get_email_identity(EmailIdentity=identity)
            return "false"
    return "true"


def sam_deploy(answers: dict[str, str]) -> None:
    target = for_aws()
    build(target)
    parameters = {**answers, "AssetVersion": asset_version()}
    command = [
        tool("sam"), "deploy", "--config-file", str(SAMCONFIG), "--template-file", str(target.template),
        "--parameter-overrides", *(f"ParameterKey={key},ParameterValue={value}" for key, value in parameters.items()),
    ]  # fmt: skip
    env = {**os.environ, **plain_environment(), "SAM_CLI_TELEMETRY": "0"}
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if done.returncode != 0:
        raise LocalError("The deployment did not finish: what sam said stands above.")


def main() -> int:
    account = Account(None, settings().get("region"))
    if account.session.get_credentials() is None or account.session.region_name is None:
        raise LocalError("No AWS credentials or region were found: set AWS_PROFILE and AWS_REGION, and try again.", 2)
    answers = kept_answers()
    if not answers:
        answers = ask()
        # Kept, so that the identity stays the stack's once the stack has made it.
        answers["CreateSenderIdentity"] = creates_identity(account, answers["SenderAddress"])
        keep(answers)
    with alone_with(for_aws()):
        sam_deploy(answers)
    resources = describe(account, stack_name())
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
    say(f'Deployed: {portal_url}\nMake the first organisation: AWS_PROFILE=... make org NAME="Acme"')
    return 0


if __name__ == "__main__":
    run_main(main)
