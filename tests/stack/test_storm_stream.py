"""Real records of the bookings stream, delivered as Lambda would, to processes that die: no e-mail lost, none twice."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from functions.create_session.app import app
from functions.create_session.stream import follow_bookings
from greenroom.adapters.due import DueIndex
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.erasures import Erasures
from greenroom.adapters.items import decode
from greenroom.clock import utc_now
from greenroom.models.interview import Booking
from greenroom.models.session import DeliveryStatus, SessionStatus
from greenroom.usecases.book import book
from greenroom.usecases.cancel import cancel
from greenroom.usecases.invite import on_booking_changed, send_unsettled_invitation
from greenroom.usecases.sweep import sweep
from local.applications import with_parts
from local.tables import client_of
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.counting_mailer import CountingMailer, Lifetime, ProcessDiedError
from tests.faults.invitation_stores import InvitationStores, invitation_stores
from tests.faults.mapping import Record, StreamMapping
from tests.faults.plans import a_mixture
from tests.faults.seeds import storm_seed
from tests.faults.stored_organisation import LINKS
from tests.faults.storm import Aftermath, Weather, storm
from tests.faults.stream import Delivery, StreamDriver, sharded
from tests.faults.stream_reader import read_stream, stream_of

MAPPING = StreamMapping.of_template("CreateSessionFunction", "BookingChanged")
LONGEST_LIFE = 40
AFTER_THE_CLAIM = 4
"""Calls after which a process has claimed its first e-mail and not sent it: tombstone, session, booking, claim."""


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@dataclass
class Mortal:
    """The function's stream handler. Some of its processes die, the first at its first e-mail, others by chance."""

    cloud: FaultlessCloud
    deaths: float
    chance: random.Random = field(default_factory=lambda: random.Random(storm_seed()))
    mailer: CountingMailer = field(default_factory=CountingMailer)
    immortal: InvitationStores | None = None
    calls: int = 0

    def __call__(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        dies = self.chance.random() < self.deaths or (self.deaths > 0 and self.calls == 0)
        stores = self._office_of_one_that_dies() if dies else self._office()
        self.calls += 1
        erasures = Erasures(stores.schedule.database, stores.schedule.tables)
        with with_parts(app, **stores.means, erasures=erasures):
            return follow_bookings(event)

    def _office(self) -> InvitationStores:
        self.immortal = self.immortal or invitation_stores(self.cloud, self.mailer)
        return self.immortal

    def _office_of_one_that_dies(self) -> InvitationStores:
        life = Lifetime(self.chance.randrange(LONGEST_LIFE) if self.calls else AFTER_THE_CLAIM)
        return invitation_stores(self.cloud, CountingMailer(life, self.mailer.taken), life)


def storm_of_bookings(cloud: FaultlessCloud, attempts: int) -> tuple[Aftermath, list[Record]]:
    """A storm and its stream records, in the order of the shard."""
    organisation = cloud.organisation()
    plan = a_mixture(organisation, attempts, storm_seed())
    calm = Weather()
    before = storm(organisation, plan.first, cloud=cloud.endpoint_url, seed=storm_seed(), weather=calm, threads=8)
    after = storm(
        organisation, plan.then, cloud=cloud.endpoint_url, seed=storm_seed(), weather=calm, threads=8, before=before
    )
    own = f"{organisation.org_id}#"
    shards = read_stream(
        client_of(cloud.endpoint_url, service="dynamodbstreams"),
        stream_of(cloud.client, cloud.tables.bookings),
        lambda record: record["dynamodb"]["Keys"]["booking_id"]["S"].startswith(own),
    )
    return after, [record for records in shards.values() for record in records]


def delivered(mortal: Mortal, shards: dict[str, list[Record]], *, forgets: float) -> Delivery:
    driver = StreamDriver(mortal, MAPPING, seed=storm_seed(), forgets=forgets, uneven=True, death=ProcessDiedError)
    return driver.deliver(shards)


def assert_each_letter_once(cloud: FaultlessCloud, storm: Aftermath, mortal: Mortal) -> None:
    """Run the sweeper of 15 minutes later, and assert one session and one invitation for each active booking."""
    stores, later = invitation_stores(cloud, mortal.mailer), utc_now() + timedelta(minutes=16)
    standing = storm.evidence.active
    for booking in standing:
        send_unsettled_invitation(booking, **stores.means, now=later)
    mails: Counter[tuple[str, str]] = Counter(
        (booking.candidate_email, str(mail.kind))
        for booking in standing
        for mail in mortal.mailer.taken
        if mail.to == booking.candidate_email
    )
    for booking in standing:
        session_hash = stores.links.hash_of(booking.session_id, booking.version)
        session, (invitation,) = stores.sessions.session(session_hash), stores.sessions.deliveries([session_hash])
        assert session is not None, f"STORM_SEED={storm_seed()}: no session of {booking.interview_id}"
        assert session.status is SessionStatus.SCHEDULED
        assert invitation is not None, f"STORM_SEED={storm_seed()}: no e-mail of {booking.interview_id}"
        assert invitation.status is DeliveryStatus.SENT
        kind = "RESCHEDULED" if booking.previous_starts_at else "INVITATION"
        # Two only if a process died between SES's answer and storing it; never three.
        assert mails[booking.candidate_email, kind] in ({1, 2} if mortal.deaths else {1})


def test_the_stream_tells_every_version_of_every_booking_in_order(cloud: FaultlessCloud) -> None:
    storm, records = storm_of_bookings(cloud, 60)
    told: dict[str, list[int]] = {}
    for record in records:
        booking = Booking.model_validate(decode(record["dynamodb"]["NewImage"]))
        told.setdefault(booking.interview_id, []).append(booking.version)
    assert told == {one: list(range(1, booking.version + 1)) for one, booking in storm.evidence.bookings.items()}
    assert all(MAPPING.lets_pass(record) for record in records)


@pytest.mark.parametrize("deaths", [0.0, 0.3])
def test_every_booking_that_stands_has_one_session_and_one_letter(cloud: FaultlessCloud, deaths: float) -> None:
    storm, records = storm_of_bookings(cloud, 60)
    mortal = Mortal(cloud, deaths)

    delivery = delivered(mortal, sharded(records, 3), forgets=0.2)

    if deaths:
        assert any(call.trouble for call in delivery.invocations)
    replayed = delivered(Mortal(cloud, 0, mailer=mortal.mailer), sharded(delivery.discarded_records, 1), forgets=0)
    assert replayed.discarded == []
    assert_each_letter_once(cloud, storm, mortal)


def test_a_cancellation_whose_process_died_after_the_claim_is_sent_in_the_end(cloud: FaultlessCloud) -> None:
    organisation, mortal = cloud.organisation(), Mortal(cloud, 0)
    (interview,), (slot,), by, now = (
        organisation.interviews(1),
        organisation.slots(1, 1),
        organisation.caller("test"),
        utc_now(),
    )
    stores = invitation_stores(cloud, mortal.mailer)
    book(interview, slot, None, by=by, schedule=stores.schedule, now=now)
    cancel(interview, "The position is filled.", by=by, schedule=stores.schedule, links=LINKS, now=now)
    booking = stores.schedule.booking(organisation.org_id, interview)
    assert booking is not None
    life = Lifetime(1)
    with suppress(ProcessDiedError):
        mortal_office = invitation_stores(cloud, CountingMailer(life, mortal.mailer.taken), life)
        on_booking_changed(booking, **mortal_office.means, now=now)

    for minutes in (1, 16, 60):
        later = now + timedelta(minutes=minutes)
        on_booking_changed(booking, **stores.means, now=later)
        index = DueIndex(Database(cloud.client), cloud.tables)
        sweep(organisation.org_id, due_index=index, **stores.means, now=later, has_time=lambda: True)

    assert [mail.kind for mail in mortal.mailer.taken] == ["CANCELLATION"]


@pytest.mark.storm
@pytest.mark.parametrize("deaths", [0.1, 0.5])
def test_a_long_stream_to_dying_processes_loses_no_letter(cloud: FaultlessCloud, deaths: float) -> None:
    storm, records = storm_of_bookings(cloud, 800)
    mortal = Mortal(cloud, deaths)
    delivery = delivered(mortal, sharded(records, 8), forgets=0.3)
    delivered(Mortal(cloud, 0, mailer=mortal.mailer), sharded(delivery.discarded_records, 1), forgets=0)
    assert_each_letter_once(cloud, storm, mortal)
