"""Interviews with slots of their own, and sweeps of them at any time."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from greenroom.adapters.due import DueIndex
from greenroom.adapters.items import decode
from greenroom.models.interview import Interview
from greenroom.models.session import Session
from greenroom.usecases.book import book
from greenroom.usecases.invite import invite
from greenroom.usecases.join import check_in
from greenroom.usecases.sweep import Swept, sweep
from tests.faults.cloud import FaultlessCloud
from tests.faults.counting_mailer import CountingMailer, Lifetime
from tests.faults.invitation_stores import InvitationStores, invitation_stores
from tests.faults.stored_organisation import StoredOrganisation


@dataclass
class Rota:
    """One organisation's interviews and their candidates' mails."""

    cloud: FaultlessCloud
    organisation: StoredOrganisation
    mailer: CountingMailer = field(default_factory=CountingMailer)

    @property
    def stores(self) -> InvitationStores:
        return invitation_stores(self.cloud, self.mailer)

    @property
    def index(self) -> DueIndex:
        return DueIndex(self.stores.schedule.database, self.cloud.tables)

    def sweep(self, at: datetime, has_time: Callable[[], bool] = lambda: True, life: Lifetime | None = None) -> Swept:
        """One sweep of this organisation, in a process that lives as long as `life` says."""
        mailer = CountingMailer(life or Lifetime(), self.mailer.taken)
        stores = invitation_stores(self.cloud, mailer, life)
        index = DueIndex(stores.schedule.database, self.cloud.tables)
        return sweep(self.organisation.org_id, due_index=index, **stores.means, now=at, has_time=has_time)

    def booked(self, count: int = 1) -> list[Interview]:
        """Interviews booked two days before they start, on slots of their own."""
        pairs = zip(self.organisation.interviews(count), self.organisation.slots(count, 1), strict=True)
        return [self.books(interview_id, slot_id) for interview_id, slot_id in pairs]

    def books(self, interview_id: str, slot_id: str) -> Interview:
        """Books a pending interview two days before the first slot starts."""
        by, now = self.organisation.caller("test"), self.organisation.day - timedelta(days=1, hours=23)
        return book(interview_id, slot_id, None, by=by, schedule=self.stores.schedule, now=now).interview

    def now_is(self, interview: Interview) -> Interview:
        """The stored interview."""
        return self.stores.schedule.interview(interview.org_id, interview.interview_id)

    def entered(self, interview: Interview, at: datetime) -> None:
        """Enter the interview as the candidate, by the link."""
        check_in(self.invited(interview, at), schedule=self.stores.schedule, now=at, consented=True)

    def invited(self, interview: Interview, at: datetime) -> Session:
        """The session of a booked interview, made as the stream makes it."""
        booking = self.stores.schedule.booking(interview.org_id, interview.interview_id)
        assert booking is not None
        return invite(booking, **self.stores.means, now=at).session

    def actions(self, interview: Interview) -> list[str]:
        """The actions of an interview's log, in order."""
        page = self.cloud.client.query(
            TableName=self.cloud.tables.logs,
            KeyConditionExpression="interview_key = :key",
            ExpressionAttributeValues={":key": {"S": f"{interview.org_id}#{interview.interview_id}"}},
        )
        return [entry["action"] for item in map(decode, page["Items"]) for entry in item["entries"]]


def start_of(interview: Interview) -> datetime:
    """When a booked interview starts."""
    assert interview.started_at is not None
    return interview.started_at
