"""A one-time link into the local cloud's console, so that a developer need not look for the e-mail."""

import secrets

from greenroom.adapters.console_sessions import ConsoleSessions
from greenroom.adapters.dynamodb import Database
from greenroom.clock import utc_now
from greenroom.models.sign_in import SignInLink
from greenroom.settings import TABLE_VARIABLES, Tables
from greenroom.usecases.console_sign_in import OPEN_LINK_PATH
from greenroom.usecases.pseudonyms import Pseudonyms
from greenroom.usecases.signing_in import LINK_LIVES, TOKEN_BYTES, secret_hash
from local.aws import Account
from local.organisation import address_secret
from local.stack import Stack, describe

MEMBER = "meera@acme.example.com"
"""The first member of the local cloud's organisation."""


def console_link(stack: Stack, email: str = MEMBER) -> str:
    """A link that signs a member in once, within 15 minutes."""
    account = Account(stack.endpoint_url, stack.region)
    resources = describe(account, stack.stack_name)
    tables = Tables(**dict.fromkeys(TABLE_VARIABLES, "") | {"sign_ins": stack.tables["SignInsTable"]})
    address_key = Pseudonyms(lambda: address_secret(account, resources)).of_address(email)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = SignInLink(
        link_hash=secret_hash(token), address_key=address_key, expires_at=utc_now() + LINK_LIVES, opens_console=True
    )
    ConsoleSessions(Database(account.dynamodb), tables).offer(link)
    return f"{stack.portal_url}{OPEN_LINK_PATH}?token={token}"
