"""E-mail through Amazon SES: one attempt for each call, and a clear result."""

import copy
import random
import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    HTTPClientError,
    IncompleteReadError,
    SSLError,
)
from botocore.parsers import ResponseParserError

from greenroom.adapters.clients import client_of
from greenroom.adapters.mails_not_taken import mails_not_taken
from greenroom.adapters.tracing import trace
from greenroom.mail.addresses import NOT_VALID
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.test_mode import is_test

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import MessageTagTypeDef, SendEmailResponseTypeDef

    from greenroom.mail.message import ComposedMail

_UNKNOWN = "The mail provider did not say whether it took the e-mail."
_UNREACHABLE = "The mail provider could not be reached. Nothing was sent; try again later."
_NOT_NOW = "The mail provider takes no e-mail at the moment. Nothing was sent; try again later."
_NOT_FIT = "The mail provider refused this e-mail. Check the address; if it is right, ask your administrator."
_SANDBOX = "The mail account is in its sandbox and sends only to addresses that were verified. Ask your administrator."
_BAD_SENDER = "The sender's address is not verified with the mail provider. Ask your administrator."

_NO_TEST_ADDRESS = (
    "E-mails of test records go to your organisation alone, which has no address: set reply_to in its policy."
)

_REFUSED = {
    "MailFromDomainNotVerifiedException": _BAD_SENDER,
    "AccountSuspendedException": "The mail provider has suspended the account. Ask your administrator.",
    "InvalidParameterValue": NOT_VALID,
}
_ABOUT_ONE_MAIL = frozenset({NOT_VALID, _NOT_FIT})
"""Reasons that say nothing of the account: no alarm rings for them."""
# SES answers many causes with one code, so its own words decide. They are never passed on: they may hold addresses.
_ABOUT_AN_ADDRESS = re.compile(r"address|domain|recipient|mailbox|addr-spec|local part", re.IGNORECASE)
_ABOUT_OUR_SETUP = re.compile(r"configuration set", re.IGNORECASE)
_NOT_IN_A_TAG = re.compile(r"[^A-Za-z0-9_.@-]")
TAG_LIMIT = 256
TOO_FAST = frozenset({"TooManyRequestsException", "ThrottlingException", "Throttling"})
"""SES took nothing, because it was asked more often than the account's rate allows: a second later it may."""
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 0.2, 3.0


class Mailer:
    """Sends e-mails that are ready to go. The client must make one attempt only: SES has no idempotency token."""

    _waits_until = 0.0

    def __init__(
        self,
        client: "SESV2Client",
        configuration_set: str,
        sender_address: str,
        address_of_tests: Callable[[str], str | None] = lambda _org_id: None,
    ) -> None:
        """`address_of_tests` says to whom an organisation's test mails go instead."""
        self._client = client
        self._address_of_tests = address_of_tests
        self.sender_address = sender_address
        self._configuration_set = configuration_set

    def patient(self, seconds: float) -> "Mailer":
        """The same mailer, which for so many seconds from now waits its turn where SES is asked faster than it sends.

        Many who wait share SES's rate, and each e-mail goes out once: what SES answered so, it did not take.
        """
        patient = copy.copy(self)
        patient._waits_until = time.monotonic() + seconds
        return patient

    def send(self, mail: "ComposedMail") -> str:
        """Hand an e-mail to SES and return its message id.

        Raises MailRefusedError, MailNotSentError, or MailOutcomeUnknownError where SES may have taken it.
        """
        if is_test(mail.tags.get("org_id", "")):
            mail = self._to_organisation(mail)
        tags: list[MessageTagTypeDef] = [
            {"Name": name, "Value": _tag_value(value)} for name, value in {**mail.tags, **trace.as_attribute()}.items()
        ]
        try:
            answer = self._send_in_turn(
                FromEmailAddress=mail.sender_address,
                Destination={"ToAddresses": [mail.to]},
                Content={"Raw": {"Data": mail.message}},
                EmailTags=tags,
                ConfigurationSetName=self._configuration_set,
            )
        except ClientError as error:
            refusal = _refusal(error, mail.to)
            if str(refusal) not in _ABOUT_ONE_MAIL:
                mails_not_taken.note()
            raise refusal from error
        except (EndpointConnectionError, ConnectTimeoutError) as error:
            raise MailNotSentError(_UNREACHABLE) from error
        except (HTTPClientError, IncompleteReadError, SSLError, ResponseParserError) as error:
            raise MailOutcomeUnknownError(_UNKNOWN) from error
        except BotoCoreError as error:
            # All other errors of botocore happen before a request is sent: credentials, region, parameters.
            raise MailNotSentError(_NOT_NOW) from error
        message_id = answer.get("MessageId")
        if not message_id:
            raise MailOutcomeUnknownError(_UNKNOWN)
        return message_id

    def _to_organisation(self, mail: "ComposedMail") -> "ComposedMail":
        address = self._address_of_tests(mail.tags["org_id"])
        if address is None:
            raise MailRefusedError(_NO_TEST_ADDRESS)
        return mail.sent_instead_to(address)

    def _send_in_turn(self, **request: Any) -> "SendEmailResponseTypeDef":
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                return self._client.send_email(**request)
            except ClientError as error:
                # Half of it is random, so that waiting senders do not all try at the same time.
                pause = wait * (0.5 + random.random() / 2)  # noqa: S311 - no secret
                is_late = time.monotonic() + pause > self._waits_until
                if is_late or error.response["Error"].get("Code") not in TOO_FAST:
                    raise
            time.sleep(pause)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)


def _tag_value(value: str) -> str:
    return _NOT_IN_A_TAG.sub("_", value)[:TAG_LIMIT]


def _refusal(error: ClientError, recipient: str) -> MailRefusedError | MailNotSentError | MailOutcomeUnknownError:
    code = error.response["Error"].get("Code", "")
    words = error.response["Error"].get("Message", "")
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    if code in _REFUSED:
        return MailRefusedError(_REFUSED[code])
    if code == "MessageRejected":
        return MailRefusedError(_why_rejected(words, recipient))
    if code == "BadRequestException" and not _ABOUT_OUR_SETUP.search(words):
        return MailRefusedError(NOT_VALID if _ABOUT_AN_ADDRESS.search(words) else _NOT_FIT)
    if 400 <= status < 500:
        # Throttling, a paused account, missing rights: nothing was taken, and a later attempt may be.
        return MailNotSentError(_NOT_NOW)
    return MailOutcomeUnknownError(_UNKNOWN)


def _why_rejected(words: str, recipient: str) -> str:
    if "not verified" not in words:
        return _NOT_FIT
    return _SANDBOX if recipient.casefold() in words.casefold() else _BAD_SENDER


def mailer(
    configuration_set: str, sender_address: str, address_of_tests: Callable[[str], str | None] = lambda _org_id: None
) -> Mailer:
    """A mailer: one attempt a send, 2 s to connect and 5 s to answer."""
    config = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 1})
    return Mailer(client_of("sesv2", config), configuration_set, sender_address, address_of_tests)
