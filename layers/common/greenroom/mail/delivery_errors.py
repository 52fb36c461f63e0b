"""Why an e-mail was not sent, or perhaps not. Each reason is a sentence for a recruiter, without any address."""


class DeliveryError(Exception):
    """An e-mail was not sent, or perhaps not."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MailRefusedError(DeliveryError):
    """Not sent, and the same e-mail will not be: do not repeat it without a change."""


class MailNotSentError(DeliveryError):
    """Certainly not sent; the same e-mail may go through later."""


class MailOutcomeUnknownError(DeliveryError):
    """It may have been sent. Repeating it may send it twice."""
