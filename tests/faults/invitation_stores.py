"""The stores by which invitations are sent, in a process that may die at any call."""

from dataclasses import dataclass
from typing import Any

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.schedule import Schedule
from greenroom.adapters.sessions import Sessions
from greenroom.usecases.links import LinkMaker
from local.tables import client_of
from tests.faults.cloud import FaultlessCloud
from tests.faults.counting_mailer import CountingMailer, Lifetime
from tests.faults.stored_organisation import LINKS
from tests.faults.tables import as_in_production


@dataclass(frozen=True)
class InvitationStores:
    """The stores, the mailer and the links by which invitations are sent."""

    schedule: Schedule
    sessions: Sessions
    mailer: CountingMailer
    links: LinkMaker

    @property
    def means(self) -> dict[str, Any]:
        """By the names of the use cases."""
        return vars(self)


def invitation_stores(cloud: FaultlessCloud, mailer: CountingMailer, life: Lifetime | None = None) -> InvitationStores:
    """Stores on the cloud's database; with a life, in a process of its own that dies when it is over."""
    if life is None:
        client = as_in_production(cloud.endpoint_url)[0]
    else:
        client = client_of(cloud.endpoint_url)
        mortal = life

        def step(**_call: Any) -> None:
            mortal.step()

        client.meta.events.register("before-call.dynamodb", step)
    database = Database(client)
    return InvitationStores(
        schedule=Schedule(database, cloud.tables),
        sessions=Sessions(database, cloud.tables),
        mailer=mailer,
        links=LINKS,
    )
