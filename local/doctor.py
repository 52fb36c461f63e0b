"""`make doctor`: reports what is missing on this machine and, with AWS_PROFILE, in the account. Changes nothing."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import httpx2
from botocore.exceptions import BotoCoreError, ClientError

from local.aws import Account
from local.browser import Machine, installed, run
from local.chosen_account import aws_account, kept_sender
from local.paths import DEFAULT_PORT, ROOT, STACK_FILE
from local.refusals import refused
from local.sam import container_runtime
from local.say import LocalError, run_main, say

LEAST_FREE_GB = 3
"""A clone with its environment, tools and build takes 1.9 GB (`du -sh` after make test), a browser 0.7 GB."""
MANY_AT_ONCE = 1_000
"""Lambda's usual limit of concurrent executions in a region. A new account may start with 10."""
KEYS_AN_ACCOUNT = 10_000
"""API Gateway's limit of API keys; each organisation has one. docs/operations.md says what to do at the limit."""
SERVICES = ("apigateway", "apigatewayv2", "dynamodb", "lambda", "scheduler", "secretsmanager", "sesv2", "sqs", "sns")


@dataclass(frozen=True)
class Finding:
    """The result of one check. `to_do` is None if nothing needs to be done."""

    name: str
    found: str
    to_do: str | None = None
    is_needed: bool = True


def machine() -> Iterator[Finding]:
    """Checks of this machine for `make demo` and `make test`.

    Programs that these commands install by themselves are no finding.
    """
    for command, purpose, is_needed in (
        ("git", "to clone", True),
        ("make", "for each command", True),
        ("curl", "to try docs/api.md", False),
    ):
        path = shutil.which(command)
        yield Finding(command, path or "not found", None if path else f"install it, {purpose}", is_needed=is_needed)
    browser = os.environ.get("GREENROOM_CHROMIUM") or next(installed(Machine(run)), None)
    yield Finding(
        "Chromium", browser or "not found", None if browser else "make test brings one, or install it", is_needed=False
    )
    runtime = container_runtime()
    yield Finding(
        "containers",
        runtime or "no Docker that runs",
        None if runtime else "only make sam and make sam-api need them",
        is_needed=False,
    )
    free = shutil.disk_usage(ROOT).free / 1e9
    yield Finding("disk", f"{free:.0f} GB free", None if free >= LEAST_FREE_GB else f"{LEAST_FREE_GB} GB are needed")
    yield port()
    yield packages()


def port() -> Finding:
    """Check that the local cloud's port is free, or used by this clone's own cloud."""
    with socket.socket() as probe:
        probe.settimeout(2)
        is_taken = probe.connect_ex(("127.0.0.1", DEFAULT_PORT)) == 0
    if not is_taken or STACK_FILE.exists():
        return Finding(f"port {DEFAULT_PORT}", "this clone's own cloud" if is_taken else "free")
    return Finding(f"port {DEFAULT_PORT}", "taken", f"choose another: PORT={DEFAULT_PORT + 1} make demo")


def packages() -> Finding:
    """Check that packages can be downloaded. Packages that were downloaded before are kept."""
    try:
        httpx2.head("https://pypi.org/simple/uv/", timeout=10).raise_for_status()
    except httpx2.HTTPError as error:
        return Finding("PyPI", f"does not answer ({error})", "the first make needs it: see network and proxy")
    return Finding("PyPI", "answers")


def account_findings(account: Account) -> Iterator[Finding]:
    """Checks of the account and region for a deployment, each by itself: a refusal of one does not hide the others."""
    yield Finding("region", str(account.session.region_name))
    for look in (sending, sender, lambda_limit, api_keys, services):
        try:
            yield from look(account)
        except ClientError as error:
            yield Finding(look.__name__.replace("_", " "), "could not be asked", refused(error))
        except BotoCoreError as error:
            yield Finding(look.__name__.replace("_", " "), "could not be asked", str(error))


def sending(account: Account) -> Iterator[Finding]:
    ses = account.ses.get_account()
    quota = ses.get("SendQuota", {})
    found = f"{quota.get('Max24HourSend', 0):.0f} mails a day, {quota.get('MaxSendRate', 0):.0f} a second"
    sandbox = None if ses.get("ProductionAccessEnabled") else (
        "SES is in its sandbox and mails verified addresses alone: ask for production access (SES, Account dashboard)"
    )  # fmt: skip
    yield Finding("SES", found, sandbox)
    if not ses.get("SendingEnabled", True):
        yield Finding("SES", f"sending is off: {ses.get('EnforcementStatus', '')}", "see SES, Account dashboard")


def sender(account: Account) -> Iterator[Finding]:
    address = kept_sender() or os.environ.get("SENDERADDRESS", "")
    if not address:
        yield Finding(
            "sender", "not chosen yet", "make deploy asks for it; see it here by SENDERADDRESS=", is_needed=False
        )
        return
    for identity in (address, address.rpartition("@")[2]):
        with suppress(account.ses.exceptions.NotFoundException):
            if account.ses.get_email_identity(EmailIdentity=identity).get("VerifiedForSendingStatus"):
                yield Finding("sender", f"{identity} is verified")
                return
    yield Finding("sender", f"{address} is not verified", "verify it or its domain in SES, in this region")


def lambda_limit(account: Account) -> Iterator[Finding]:
    most = account.lambda_.get_account_settings()["AccountLimit"]["ConcurrentExecutions"]
    to_do = (
        None if most >= MANY_AT_ONCE else f"ask for {MANY_AT_ONCE:,} (Service Quotas, Lambda, Concurrent executions)"
    )
    yield Finding("Lambda", f"{most:,} executions at once", to_do)


def api_keys(account: Account) -> Iterator[Finding]:
    pages = account.apigateway.get_paginator("get_api_keys").paginate(PaginationConfig={"PageSize": 500})
    there = sum(len(page["items"]) for page in pages)
    to_do = None if there < 0.8 * KEYS_AN_ACCOUNT else "see docs/operations.md on what comes after the last key"
    yield Finding("API keys", f"{there:,} of {KEYS_AN_ACCOUNT:,}", to_do)


def services(account: Account) -> Iterator[Finding]:
    region, session = account.session.region_name, account.session
    missing = [name for name in SERVICES if region not in session.get_available_regions(name)]
    to_do = f"choose another region: {', '.join(missing)} are not offered here" if missing else None
    yield Finding("services", f"{len(SERVICES) - len(missing)} of {len(SERVICES)} in {region}", to_do)


def shown(findings: Iterator[Finding], tell: Callable[[str], None] = say) -> bool:
    """Show each finding in a line. Returns whether all requirements are met."""
    is_well = True
    for finding in findings:
        mark = "ok" if finding.to_do is None else "MISSING" if finding.is_needed else "note"
        tell(f"  {mark:<8}{finding.name:<12}{finding.found}" + (f": {finding.to_do}" if finding.to_do else ""))
        is_well = is_well and (finding.to_do is None or not finding.is_needed)
    return is_well


def main() -> int:
    say("This machine")
    is_well = shown(machine())
    if os.environ.get("AWS_PROFILE"):
        say("\nThe account")
        is_well = shown(account_findings(aws_account())) and is_well
    else:
        say("\nWith AWS_PROFILE=... make doctor looks at the account, too.")
    if not is_well:
        raise LocalError("Something is missing: what to do stands beside it.")
    return 0


if __name__ == "__main__":
    run_main(main)
