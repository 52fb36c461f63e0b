"""The account and stack of a command: on AWS if AWS_PROFILE is set, else the running local cloud."""

import os
import re
import tomllib
from pathlib import Path
from typing import Any

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    EndpointConnectionError,
    NoCredentialsError,
    PartialCredentialsError,
    ProfileNotFound,
    SSOTokenLoadError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from local.aws import Account
from local.paths import SAMCONFIG, STACK_FILE
from local.say import LocalError
from local.stack import read_stack

EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
UNKNOWN = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch", "AuthFailure"}


def settings() -> dict[str, Any]:
    """The settings for `sam deploy` in samconfig.toml."""
    deploy: dict[str, Any] = tomllib.loads(SAMCONFIG.read_text())["default"]["deploy"]["parameters"]
    return deploy


def kept_answers() -> dict[str, str]:
    """The template's parameters in samconfig.toml."""
    text = settings().get("parameter_overrides", "")
    return dict(re.findall(r'(\w+)="([^"]*)"', text if isinstance(text, str) else " ".join(text)))


def kept_sender() -> str:
    """The address that invitations come from; empty before the first deployment."""
    return kept_answers().get("SenderAddress", "")


def stack_name() -> str:
    return str(settings()["stack_name"])


def chosen_region() -> str | None:
    """AWS_REGION, else AWS_DEFAULT_REGION, else the region in samconfig.toml; None leaves it to the profile."""
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or settings().get("region")


def aws_account() -> Account:
    """The developer's own account. Raises LocalError with one sentence if it cannot be used."""
    profile = os.environ.get("AWS_PROFILE") or "default"
    account = Account(None, chosen_region())
    try:
        if account.session.region_name is None:
            raise LocalError("No region is set: try again with AWS_REGION=eu-central-1, or the one that you want.", 2)
        account.sts.get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise LocalError(_why_not(error, profile), 2) from error
    except OSError as error:  # the profile's credential_process
        raise LocalError(f"The AWS profile {profile} gave no credentials: {error}", 2) from error
    return account


def chosen_stack() -> tuple[Account, str]:
    """The account and its stack's name.

    GREENROOM_STACK names the file of another local cloud. Raises LocalError if there is no stack.
    """
    if os.environ.get("AWS_PROFILE"):
        return aws_account(), stack_name()
    stack = read_stack(Path(os.environ.get("GREENROOM_STACK") or STACK_FILE))
    return Account(stack.endpoint_url, stack.region), stack.stack_name


def _why_not(error: BotoCoreError | ClientError, profile: str) -> str:
    """A sentence on why AWS refused the credentials, and what to do."""
    code = error.response["Error"]["Code"] if isinstance(error, ClientError) else ""
    match error:
        case ProfileNotFound():
            return f"There is no AWS profile {profile}: set AWS_PROFILE to one of those in ~/.aws/config."
        case NoCredentialsError() | PartialCredentialsError():
            return "No AWS credentials were found: set AWS_PROFILE to a profile that has some."
        case SSOTokenLoadError() | UnauthorizedSSOTokenError() | TokenRetrievalError():
            return f"You are signed out of AWS: sign in with aws sso login --profile {profile} and try again."
        case EndpointConnectionError():
            return f"AWS does not answer in {chosen_region() or 'this region'}: is there such a region, and a network?"
        case _ if code in EXPIRED:
            return f"The AWS credentials of {profile} have expired: fetch new ones and try again."
        case _ if code in UNKNOWN:
            return f"AWS does not know the credentials of {profile}: see that they are those of an active access key."
        case _:
            return f"AWS refused: {error}"
