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
from tests.faults.office import CountingMailer, Lifetime, Office, an_office
from tests.faults.world import World


@dataclass
class Rota:
    """One organisation's interviews and their candidates' mails."""

    cloud: FaultlessCloud
    world: World
    mailer: CountingMailer = field(default_factory=CountingMailer)

    @property
    def office(self) -> Office:
        return an_office(self.cloud, self.mailer)

    @property
    def index(self) -> DueIndex:
        return DueIndex(self.office.schedule.database, self.cloud.tables)

    def sweep(self, at: datetime, has_time: Callable[[], bool] = lambda: True, life: Lifetime | None = None) -> Swept:
        """One sweep of this organisation, in a process that lives as long as `life` says."""
        mailer = CountingMailer(life or Lifetime(), self.mailer.taken)
        office = an_office(self.cloud, mailer, life)
        index = DueIndex(office.schedule.database, self.cloud.tables)
        return sweep(self.world.org_id, due_index=index, **office.means, now=at, has_time=has_time)

    def booked(self, count: int = 1) -> list[Interview]:
        """Interviews booked two days before they start, on slots of their own."""
        pairs = zip(self.world.interviews(count), self.world.slots(count, 1), strict=True)
        return [self.books(interview_id, slot_id) for interview_id, slot_id in pairs]

    def books(self, interview_id: str, slot_id: str) -> Interview:
        """Books a pending interview two days before the first slot starts."""
        by, now = self.world.caller("test"), self.world.day - timedelta(days=1, hours=23)
        return book(interview_id, slot_id, None, by=by, schedule=self.office.schedule, now=now).interview

    def now_is(self, interview: Interview) -> Interview:
        """The interview as it is stored."""
        return self.office.schedule.interview(interview.org_id, interview.interview_id)

    def entered(self, interview: Interview, at: datetime) -> None:
        """The candidate comes in through the link."""
        check_in(self.invited(interview, at), schedule=self.office.schedule, now=at, consented=True)

    def invited(self, interview: Interview, at: datetime) -> Session:
        """The session of a booked interview, made as the stream makes it."""
        booking = self.office.schedule.booking(interview.org_id, interview.interview_id)
        assert booking is not None
        return invite(booking, **self.office.means, now=at).session

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
