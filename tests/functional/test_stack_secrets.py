"""A deployment gives the stack's secrets the form that keys are derived from, and breaks nothing that was there."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import partial

import pytest
from moto import mock_aws

from greenroom.clock import utc_now
from greenroom.identifiers import earliest_id
from greenroom.rules.secret_versions import HKDF, Purpose, first_key, key_of_made, secret_versions
from greenroom.rules.webhooks import signing_secret
from greenroom.usecases.pseudonyms import Pseudonyms
from local.aws import Account
from local.stack import Resources
from local.stack_secrets import SECRETS, complete_secrets
from local.template import template

NOW = utc_now()
KIND = "AWS::SecretsManager::Secret"
STACK = Resources({KIND: {name: name for name in SECRETS}}, {})
"""A stack whose secrets have the template's names."""


@pytest.fixture
def account() -> Iterator[Account]:
    """An account with the secrets that CloudFormation has just generated."""
    with mock_aws():
        account = Account(None, "eu-central-1")
        for name in SECRETS:
            account.secretsmanager.create_secret(Name=name, SecretString=f"generated {name}")
        yield account


def value(account: Account, name: str) -> str:
    return account.secretsmanager.get_secret_value(SecretId=name)["SecretString"]


def test_all_keys_of_a_new_stack_are_derived_by_purpose(account: Account) -> None:
    complete_secrets(account, None, STACK, NOW)
    values = {name: value(account, name) for name in SECRETS}
    assert {name: json.loads(text) for name, text in values.items()} == {
        name: [{"secret": f"generated {name}", "scheme": HKDF}] for name in SECRETS
    }
    complete_secrets(account, STACK, STACK, NOW + timedelta(days=1))
    assert {name: value(account, name) for name in SECRETS} == values


def test_in_a_stack_that_had_one_secret_nothing_that_was_made_breaks(account: Account) -> None:
    one = "generated LinkSecret"
    waited, later = (earliest_id("x", NOW + timedelta(hours=hours)) for hours in (-1, 3))
    before = Resources({KIND: {"LinkSecret": "LinkSecret"}}, {})
    complete_secrets(account, before, STACK, NOW)

    links, webhooks = value(account, "LinkSecret"), value(account, "WebhookSecret")
    assert key_of_made(links, Purpose.LINKS, waited) == one
    assert key_of_made(links, Purpose.LINKS, later) not in links
    assert signing_secret(webhooks, "org", waited, 1) == signing_secret(one, "org", waited, 1)
    hashed = Pseudonyms(partial(value, account, "AddressSecret")).of_address("ada@example.com")
    assert hashed == Pseudonyms(lambda: one).of_address("ada@example.com")

    complete_secrets(account, STACK, STACK, NOW)
    assert value(account, "LinkSecret") == links
    assert first_key(value(account, "AddressSecret"), Purpose.ADDRESSES) == one
    assert signing_secret(value(account, "WebhookSecret"), "org", waited, 1) == signing_secret(one, "org", waited, 1)


def test_how_secrets_are_generated_never_changes_because_each_change_would_generate_them_anew() -> None:
    resources = template()["Resources"]
    generated = [resources[name]["Properties"]["GenerateSecretString"] for name in SECRETS]
    assert generated == [{"PasswordLength": 64, "ExcludePunctuation": True}] * len(SECRETS)


@pytest.mark.parametrize("generated", ['[{"x', "[]x", '["', "{}", "12", " [x"])
def test_a_generated_text_is_never_read_as_a_list_of_versions(account: Account, generated: str) -> None:
    """On AWS letters and digits are generated; the local cloud also generates brackets and quotes."""
    account.secretsmanager.put_secret_value(SecretId="SignInSecret", SecretString=generated)
    complete_secrets(account, None, STACK, NOW)
    (version,) = secret_versions(value(account, "SignInSecret"))
    assert version.secret == generated


def test_on_aws_every_generated_secret_is_letters_and_digits_which_a_header_may_hold() -> None:
    generated = {
        name: one["Properties"]["GenerateSecretString"]
        for name, one in template()["Resources"].items()
        if one["Type"] == KIND and "GenerateSecretString" in one["Properties"]
    }
    assert generated.keys() >= {*SECRETS, "OriginSecret"}
    assert {name for name, one in generated.items() if not one.get("ExcludePunctuation")} == set()
    assert {name for name, one in generated.items() if one.get("IncludeSpace")} == set()
