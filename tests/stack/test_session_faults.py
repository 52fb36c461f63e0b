"""A booking's session and e-mail, with a process that dies at any call and records that are delivered again."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from greenroom.adapters.items import decode
from greenroom.clock import utc_now
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.interview import Booking
from greenroom.models.session import Delivery, DeliveryStatus, SessionStatus
from greenroom.usecases.book import book
from greenroom.usecases.cancel import cancel
from greenroom.usecases.invite import INVITATION, on_booking_changed, resend, send_unsettled_invitation
from greenroom.usecases.reschedule import reschedule
from tests.faults.cloud import FaultlessCloud, a_cloud
from tests.faults.counting_mailer import CountingMailer, Lifetime, ProcessDiedError
from tests.faults.invitation_stores import invitation_stores
from tests.faults.stored_organisation import LINKS, StoredOrganisation

CALLS_OF_AN_INVITATION = 6
"""The number of calls: session, booking, claim, e-mail, settlement, log. The process dies before each, and after the
last."""


@pytest.fixture(scope="module")
def cloud() -> Iterator[FaultlessCloud]:
    with a_cloud() as running:
        yield running


@dataclass
class InvitedInterview:
    """A booked interview and its candidate's e-mails."""

    cloud: FaultlessCloud
    organisation: StoredOrganisation
    interview_id: str
    slots: list[str]
    mailer: CountingMailer = field(default_factory=CountingMailer)

    @property
    def booking(self) -> Booking:
        """The booking as its newest stream record shows it."""
        booking = invitation_stores(self.cloud, self.mailer).schedule.booking(
            self.organisation.org_id, self.interview_id
        )
        assert booking is not None
        return booking

    def delivered(self, booking: Booking, at: datetime, life: Lifetime | None = None) -> None:
        """Deliver a stream record to a process that may die."""
        mailer = self.mailer if life is None else CountingMailer(life, self.mailer.taken, self.mailer.trouble)
        with suppress(ProcessDiedError):
            on_booking_changed(booking, **invitation_stores(self.cloud, mailer, life).means, now=at)

    def invitation(self, booking: Booking) -> Delivery | None:
        """The state of the invitation to a booking's version."""
        found = LINKS.hash_of(booking.session_id, booking.version)
        return invitation_stores(self.cloud, self.mailer).sessions.deliveries([found])[0]

    def log(self) -> list[str]:
        """The actions of the interview's log, in order."""
        page = self.cloud.client.query(
            TableName=self.cloud.tables.logs,
            KeyConditionExpression="interview_key = :key",
            ExpressionAttributeValues={":key": {"S": f"{self.organisation.org_id}#{self.interview_id}"}},
            ConsistentRead=True,
        )
        return [entry["action"] for item in map(decode, page["Items"]) for entry in item["entries"]]


@pytest.fixture
def invited(cloud: FaultlessCloud) -> InvitedInterview:
    organisation = cloud.organisation()
    slots = organisation.slots(2, 1)
    invited = InvitedInterview(cloud, organisation, organisation.interviews(1)[0], slots)
    schedule = invitation_stores(cloud, invited.mailer).schedule
    book(invited.interview_id, slots[0], None, by=organisation.caller("test"), schedule=schedule, now=utc_now())
    return invited


@pytest.mark.parametrize("calls", range(CALLS_OF_AN_INVITATION + 1))
def test_a_process_that_dies_after_any_call_loses_nothing_and_redelivery_sends_nothing_twice(
    invited: InvitedInterview, calls: int
) -> None:
    booking, now = invited.booking, utc_now()
    invited.delivered(booking, now, Lifetime(calls))
    for _ in range(10):
        invited.delivered(booking, now + timedelta(seconds=1))
    assert len(invited.mailer.taken) <= 1
    # If the process died between claim and settlement, it is unknown whether the e-mail was sent.
    unsettled = calls in {3, 4}
    invitation = invited.invitation(booking)
    assert invitation is not None
    assert invitation.status is (DeliveryStatus.CLAIMED if unsettled else DeliveryStatus.SENT)

    stores = invitation_stores(invited.cloud, invited.mailer)
    for _ in range(3):
        send_unsettled_invitation(booking, **stores.means, now=now + timedelta(minutes=16))
    invitation = invited.invitation(booking)
    assert invitation is not None
    assert invitation.status is DeliveryStatus.SENT
    # At worst one duplicate, and only if SES accepted the e-mail and the process died before storing it.
    assert len(invited.mailer.taken) == (2 if calls == 4 else 1)
    assert {mail.to for mail in invited.mailer.taken} == {booking.candidate_email}
    assert invited.log() == ["SCHEDULED", "SESSION_CREATED", "EMAIL_SENT"]


def test_a_record_delivered_many_times_at_once_sends_one_letter(invited: InvitedInterview) -> None:
    booking, now = invited.booking, utc_now()
    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(invited.delivered, booking, now) for _ in range(24)]:
            done.result()
    assert len(invited.mailer.taken) == 1
    assert invited.log() == ["SCHEDULED", "SESSION_CREATED", "EMAIL_SENT"]


def test_a_record_that_comes_after_the_interview_moved_invites_nobody(invited: InvitedInterview) -> None:
    first = invited.booking
    schedule = invitation_stores(invited.cloud, invited.mailer).schedule
    by = invited.organisation.caller("test")
    reschedule(invited.interview_id, invited.slots[1], None, by=by, schedule=schedule, links=LINKS, now=utc_now())
    second = invited.booking
    for booking in (second, first, first, second):
        invited.delivered(booking, utc_now())
    assert [mail.kind for mail in invited.mailer.taken] == ["RESCHEDULED"]
    sessions = invitation_stores(invited.cloud, invited.mailer).sessions
    old = sessions.session(LINKS.hash_of(first.session_id, first.version))
    new = sessions.session(LINKS.hash_of(second.session_id, second.version))
    assert old is not None
    assert new is not None
    assert (old.status, new.status) == (SessionStatus.MOVED, SessionStatus.SCHEDULED)


def test_a_cancellation_before_the_session_was_made_sends_the_cancellation_alone(invited: InvitedInterview) -> None:
    first = invited.booking
    schedule = invitation_stores(invited.cloud, invited.mailer).schedule
    by = invited.organisation.caller("test")
    cancel(invited.interview_id, "The position is filled.", by=by, schedule=schedule, links=LINKS, now=utc_now())
    for booking in (invited.booking, first, invited.booking):
        invited.delivered(booking, utc_now())
    assert [mail.kind for mail in invited.mailer.taken] == ["CANCELLATION"]


def test_a_refused_letter_is_a_state_that_a_recruiter_sees_and_can_mend(invited: InvitedInterview) -> None:
    booking = invited.booking
    invited.mailer.trouble = lambda: MailRefusedError("The address does not exist.")
    invited.delivered(booking, utc_now())
    failed = invited.invitation(booking)
    assert failed is not None
    assert (failed.status, failed.reason) == (DeliveryStatus.FAILED, "The address does not exist.")
    assert invited.log()[-1] == "EMAIL_FAILED"

    invited.mailer.trouble = lambda: None
    stores = invitation_stores(invited.cloud, invited.mailer)
    now = utc_now() + timedelta(minutes=1)
    for _ in range(3):
        resend(invited.interview_id, by=invited.organisation.caller("test"), **stores.means, now=now)
    sent = invited.invitation(booking)
    assert sent is not None
    assert (sent.status, sent.reason) == (DeliveryStatus.SENT, None)
    assert len(invited.mailer.taken) == 1


def test_a_throttled_letter_is_not_claimed_for_ever(invited: InvitedInterview) -> None:
    booking = invited.booking
    invited.mailer.trouble = lambda: MailNotSentError("SES asks for a pause.")
    with pytest.raises(MailNotSentError):
        invited.delivered(booking, utc_now())
    assert invited.invitation(booking) is None
    invited.mailer.trouble = lambda: None
    invited.delivered(booking, utc_now())
    assert len(invited.mailer.taken) == 1


def test_a_letter_whose_outcome_is_unknown_waits_for_the_sweeper_and_no_longer(invited: InvitedInterview) -> None:
    booking, now = invited.booking, utc_now()
    invited.mailer.trouble = lambda: MailOutcomeUnknownError("No answer.")
    invited.delivered(booking, now)
    invited.mailer.trouble = lambda: None
    invited.delivered(booking, now)
    stores = invitation_stores(invited.cloud, invited.mailer)
    send_unsettled_invitation(booking, **stores.means, now=now + timedelta(minutes=14))
    assert invited.mailer.taken == []
    with ThreadPoolExecutor(4) as pool:
        later = now + timedelta(minutes=16)
        for done in [pool.submit(send_unsettled_invitation, booking, **stores.means, now=later) for _ in range(8)]:
            done.result()
    assert len(invited.mailer.taken) == 1
    invitation = invited.invitation(booking)
    assert invitation is not None
    assert invitation.status is DeliveryStatus.SENT


def test_the_session_and_its_key_are_the_same_however_often_they_are_made(invited: InvitedInterview) -> None:
    booking = invited.booking
    for _ in range(3):
        invited.delivered(booking, utc_now())
    parts = invited.cloud.client.query(
        TableName=invited.cloud.tables.sessions,
        KeyConditionExpression="session_hash = :hash",
        ExpressionAttributeValues={":hash": {"S": LINKS.hash_of(booking.session_id, booking.version)}},
    )["Items"]
    assert sorted(part["part"]["S"] for part in parts) == [f"MAIL#{INVITATION}", "SESSION"]
    key = LINKS.key_of(booking.session_id, booking.version)
    assert all(key not in str(part) for part in parts)
