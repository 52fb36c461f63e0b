"""What invitations are sent by, with e-mails counted, in a process that may die at any call."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.mailer import Mailer
from greenroom.adapters.schedule import Schedule
from greenroom.adapters.sessions import Sessions
from greenroom.mail.compose import ComposedMail
from greenroom.usecases.links import LinkMaker
from local.tables import client_of
from tests.faults.cloud import FaultlessCloud
from tests.faults.tables import as_in_production
from tests.faults.world import LINKS


class ProcessDiedError(BaseException):
    """The process ends here: no `except Exception` of the code under test may catch it."""


@dataclass
class Lifetime:
    """How many calls a process makes before it dies; None lives for ever."""

    calls: int | None = None

    def step(self) -> None:
        """One more call. Raises ProcessDiedError instead when the life is over."""
        if self.calls is None:
            return
        if self.calls <= 0:
            raise ProcessDiedError
        self.calls -= 1


@dataclass
class CountingMailer(Mailer):
    """Takes e-mails and keeps them; its process may die right after it took one."""

    life: Lifetime = field(default_factory=Lifetime)
    taken: list[ComposedMail] = field(default_factory=list)
    trouble: Callable[[], Exception | None] = lambda: None
    sender_address: str = "hiring@example.com"
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, mail: ComposedMail) -> str:
        """Take an e-mail."""
        self.life.step()
        trouble = self.trouble()
        if trouble is not None:
            raise trouble
        with self._lock:
            self.taken.append(mail)
            return f"message-{len(self.taken)}"


@dataclass(frozen=True)
class Office:
    """What invitations are sent by."""

    schedule: Schedule
    sessions: Sessions
    mailer: CountingMailer
    links: LinkMaker

    @property
    def means(self) -> dict[str, Any]:
        """By the names of the use cases."""
        return vars(self)


def an_office(cloud: FaultlessCloud, mailer: CountingMailer, life: Lifetime | None = None) -> Office:
    """An office on the cloud's database; with a life, in a process of its own that dies when it is over."""
    if life is None:
        client = as_in_production(cloud.endpoint_url)[0]
    else:
        client = client_of(cloud.endpoint_url)
        mortal = life

        def step(**_call: Any) -> None:
            mortal.step()

        client.meta.events.register("before-call.dynamodb", step)
    database = Database(client)
    return Office(
        schedule=Schedule(database, cloud.tables),
        sessions=Sessions(database, cloud.tables),
        mailer=mailer,
        links=LINKS,
    )
