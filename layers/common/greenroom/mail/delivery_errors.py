"""Errors for an e-mail that was not sent, or perhaps not. Each text is for a recruiter and has no address."""


class DeliveryError(Exception):
    """An e-mail was not sent, or perhaps not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MailRefusedError(DeliveryError):
    """The e-mail was not sent, and will not be sent later either: do not repeat it without a change."""


class MailNotSentError(DeliveryError):
    """The e-mail was certainly not sent; the same e-mail may be sent later."""


class MailOutcomeUnknownError(DeliveryError):
    """The e-mail may have been sent. A repetition may send it twice."""
