"""A mailer that keeps e-mails, in a process that may die at any call."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from greenroom.adapters.mailer import Mailer
from greenroom.mail.compose import ComposedMail


class ProcessDiedError(BaseException):
    """The process ends here: no `except Exception` of the code under test may catch it."""


@dataclass
class Lifetime:
    """The number of calls before a process dies; None means that it does not die."""

    calls: int | None = None

    def step(self) -> None:
        """Count a call. Raises ProcessDiedError after the last one."""
        if self.calls is None:
            return
        if self.calls <= 0:
            raise ProcessDiedError
        self.calls -= 1


@dataclass
class CountingMailer(Mailer):
    """A mailer that keeps its e-mails. Its process may die right after it accepted one."""

    life: Lifetime = field(default_factory=Lifetime)
    taken: list[ComposedMail] = field(default_factory=list)
    trouble: Callable[[], Exception | None] = lambda: None
    sender_address: str = "hiring@example.com"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, mail: ComposedMail) -> str:
        """Accept an e-mail."""
        self.life.step()
        trouble = self.trouble()
        if trouble is not None:
            raise trouble
        with self._lock:
            self.taken.append(mail)
            return f"message-{len(self.taken)}"
