"""How many e-mails SES did not take: told as a metric when the invocation ends, because a suspended account is felt by
everybody and seen by nobody."""


class MailsNotTaken:
    """The e-mails that SES did not accept in this invocation."""

    def __init__(self) -> None:
        self._count = 0

    def note(self) -> None:
        """Count one more."""
        self._count += 1

    def taken(self) -> int:
        """The count since the last call."""
        counted, self._count = self._count, 0
        return counted


mails_not_taken = MailsNotTaken()
"""One a process, which handles one invocation at a time."""
