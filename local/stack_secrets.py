"""The stack's secrets, completed after a deployment.

CloudFormation generates plain texts. Functions derive keys by HKDF from versions of the scheme HKDF
(`greenroom.rules.secret_versions`).
"""

import json
import secrets
from datetime import datetime, timedelta

from greenroom.clock import rfc3339
from greenroom.rules.secret_versions import HKDF
from local.aws import Account
from local.stack import Resources

SECRETS = ("LinkSecret", "WebhookSecret", "ReportSecret", "AddressSecret", "SignInSecret")
ONCE_PART_OF_LINKS = {"WebhookSecret", "AddressSecret"}
"""Secrets whose long-lived values an older stack derived from LinkSecret."""
FUNCTIONS_KNOW_AFTER = timedelta(hours=2)
"""By then all functions have read the new version: they keep a secret for an hour."""


def complete_secrets(account: Account, before: Resources | None, after: Resources, now: datetime) -> None:
    """Give each secret that is still a plain text a version with HKDF. A repetition changes nothing.

    A secret that this deployment created becomes such a version. A secret that values were derived from gets a newer
    version with HKDF and keeps the old one, so that links stay valid; AddressSecret stays a plain text, because hashes
    must go on matching. If an older stack used LinkSecret in place of a new secret, the new secret gets its value.
    `before` is the stack before the deployment, None if there was none.
    """
    names, known = after.of("AWS::SecretsManager::Secret"), before.of("AWS::SecretsManager::Secret") if before else {}
    texts = {name: _value(account, names[name]) for name in SECRETS}
    for name, text in texts.items():
        if not is_plain(text):
            continue
        value = text
        if name not in known:
            is_older = name in ONCE_PART_OF_LINKS and "LinkSecret" in known
            value = texts["LinkSecret"] if is_older else json.dumps([{"secret": text, "scheme": HKDF}])
        elif name != "AddressSecret":
            newer = {"secret": secrets.token_hex(32), "since": rfc3339(now + FUNCTIONS_KNOW_AFTER)}
            value = json.dumps([newer, {"secret": text}])
        if value != text:
            account.secretsmanager.put_secret_value(SecretId=names[name], SecretString=value)


def is_plain(text: str) -> bool:
    """Whether a secret's value is as CloudFormation generated it, and no list of versions."""
    try:
        return not isinstance(json.loads(text), list)
    except ValueError:
        return True


def _value(account: Account, secret: str) -> str:
    return str(account.secretsmanager.get_secret_value(SecretId=secret)["SecretString"])
