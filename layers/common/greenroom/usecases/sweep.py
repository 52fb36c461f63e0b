"""Do the due work of interviews: set COMPLETED or NO_SHOW, send reminders, settle invitations.

Costs depend only on how much is due.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from greenroom.errors import ConditionsFailedError, ContentionError
from greenroom.mail.delivery_errors import MailNotSentError
from greenroom.models.caller import GREENROOM
from greenroom.models.interview import Booking, BookingRecord, Interview, InterviewStatus
from greenroom.models.session import Delivery, DeliveryStatus, Session, SessionStatus
from greenroom.rules.changes import session_of
from greenroom.rules.due import DELIVERY_CHECK_AFTER, REPORT_CHECK_AFTER, DueWork, agenda, next_due
from greenroom.usecases.deliver import Following
from greenroom.usecases.end_interview import end_interview
from greenroom.usecases.fail_unsettled_mails import fail_unsettled_mails
from greenroom.usecases.invite import send_unsettled_mail
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.remind import Reminded, remind
from greenroom.usecases.send_time_invitation import send_time_invitation
from greenroom.usecases.tell_interviewers import tell_interviewers

if TYPE_CHECKING:
    from greenroom.adapters.due import DueIndex, DueInOrganisation
    from greenroom.adapters.mailer import Mailer
    from greenroom.adapters.schedule import Schedule
    from greenroom.adapters.sessions import Sessions

STATUS_WHEN_DUE = {
    DueWork.COMPLETE: InterviewStatus.COMPLETED,
    DueWork.NO_SHOW: InterviewStatus.NO_SHOW,
}


@dataclass
class Swept:
    """The results of one sweep."""

    completed: int = 0
    no_show: int = 0
    reminded: int = 0
    erased: int = 0
    oldest_due_seconds: float = 0
    oldest_mail_seconds: float = 0
    """The age, in seconds, of the booking or cancellation whose e-mail could not be sent for the longest time."""
    failed: list[tuple[str, Exception]] = field(default_factory=list)
    is_finished: bool = True


def sweep(
    org_id: str | None = None,
    *,
    due_index: "DueIndex | DueInOrganisation",
    schedule: "Schedule",
    sessions: "Sessions",
    mailer: "Mailer",
    links: LinkMaker,
    now: datetime,
    has_time: Callable[[], bool],
    ask_for_report: Callable[[str, str], None] = lambda _org_id, _interview_id: None,
    retire: Callable[[Interview], None] = lambda _interview: None,
    thank: Callable[[Interview], bool] = lambda _interview: True,
    working_for: Callable[[str, str], AbstractContextManager[None]] = lambda _org_id, _interview_id: nullcontext(),
    following: Following = lambda _trace_id: nullcontext(),
    is_erased: Callable[[str, str], bool] = lambda _org_id, _candidate_id: False,
    shards: Sequence[int] | None = None,
    hand_over: Callable[[int], bool] = lambda _shard: False,
) -> Swept:
    """Do the work of all due interviews, or of one organisation's if `org_id` is given, earliest first in each shard.

    Work for which there is no time left stays due until the next sweep. `ask_for_report` starts another function,
    because importing what makes reports would slow each sweep. `retire` takes the person out of an interview that was
    kept long enough. `thank` sends the closing e-mail of an AI interview once and returns whether it is settled.
    `working_for` is entered with each interview, for its costs; `following` with the trace of the booking that an
    e-mail is about. Candidates for whom `is_erased` is true get no e-mail.
    `shards` are the partitions of the due index to read, all where None; `hand_over` gives a shard with a backlog to
    another sweep and returns whether that sweep takes it.
    """
    swept = Swept()
    run = _Sweep(schedule, sessions, mailer, links, now, ask_for_report, retire, thank, is_erased, following, swept)
    for page in due_index.due(now, org_id, shards=shards, hand_over=hand_over):
        for interview in page:
            if not has_time():
                swept.is_finished = False
                return swept
            if interview.due_at is not None and interview.due_at <= now:
                swept.oldest_due_seconds = max(swept.oldest_due_seconds, (now - interview.due_at).total_seconds())
                run.try_due(interview, working_for(interview.org_id, interview.interview_id))
    return swept


class _Sends[Record: BookingRecord](Protocol):
    """Sends the e-mail of a record, unless it is known to be sent."""

    def __call__(
        self,
        record: Record,
        /,
        *,
        schedule: "Schedule",
        sessions: "Sessions",
        mailer: "Mailer",
        links: LinkMaker,
        now: datetime,
    ) -> Delivery | None: ...


class _Sweep(NamedTuple):
    """The work of one sweep on one due interview."""

    schedule: "Schedule"
    sessions: "Sessions"
    mailer: "Mailer"
    links: LinkMaker
    now: datetime
    ask_for_report: Callable[[str, str], None]
    retire: Callable[[Interview], None]
    thank: Callable[[Interview], bool]
    is_erased: Callable[[str, str], bool]
    following: Following
    swept: Swept

    def try_due(self, interview: Interview, working_for_it: AbstractContextManager[None]) -> None:
        """Do the due work of an interview. A failure is noted and does not hold up the interviews behind it."""
        try:
            with working_for_it:
                self._do_due(interview)
        except (ConditionsFailedError, ContentionError):
            # The interview changed at this moment, or another sweep was faster. If work is left, it stays due.
            return
        except Exception as error:  # noqa: BLE001 (logged by the handler)
            self.swept.failed.append((interview.interview_id, error))

    def _do_due(self, interview: Interview) -> None:
        plans = agenda(interview)
        if any(entry.work is DueWork.REPORT for entry in plans):
            self._close_mails(interview)
            self.ask_for_report(interview.org_id, interview.interview_id)
            self.schedule.move_on(interview, self.now + REPORT_CHECK_AFTER)
            if not self.is_erased(interview.org_id, interview.candidate_id):
                # An e-mail that fails now is sent when delivery is checked.
                with suppress(MailNotSentError):
                    self.thank(interview)
            return
        due = [entry for entry in plans if interview.due_at and interview.due_at <= entry.at <= self.now]
        if any(entry.work is DueWork.ERASE for entry in due):
            self.retire(interview)
            self.swept.erased += 1
            return
        ending = next((entry for entry in due if entry.work in STATUS_WHEN_DUE), None)
        if ending is not None:
            self._finish(interview, ending.work)
            return
        if self.is_erased(interview.org_id, interview.candidate_id):
            # A restored table brought the candidate back; `make erase-again` removes what is left.
            self.schedule.move_on(interview, next_due(interview, after=self.now))
            return
        # A closing e-mail that another process was sending is checked again, later than the agenda says.
        looked_at = plans if interview.status is InterviewStatus.COMPLETED else due
        checks = any(entry.work is DueWork.CHECK_DELIVERY and entry.at <= self.now for entry in looked_at)
        look_again_at = self._check_delivery(interview) if checks else None
        # Of several reminders whose time has passed, only the latest is sent. A reminder that was sent is not sent
        # again; one that was claimed and never settled is tried once more.
        passed = (one for one in reversed(plans) if one.work is DueWork.REMIND and one.at <= self.now)
        reminder = next(passed, None)
        reminded = self._remind(interview, reminder.minutes_before or 0) if reminder else Reminded()
        self.swept.reminded += reminded.is_sent
        times = (next_due(interview, after=self.now), reminded.look_again_at, look_again_at)
        self.schedule.move_on(interview, min((at for at in times if at is not None), default=None))

    def _check_delivery(self, interview: Interview) -> datetime | None:
        """Settle e-mails. Returns when to check again, where the closing e-mail is not settled."""
        if interview.status is InterviewStatus.COMPLETED:
            if not self.thank(interview):
                return self.now + DELIVERY_CHECK_AFTER
            self._close_mails(interview)
            return None
        if interview.status is InterviewStatus.PENDING:
            self._send_time_invitation(interview)
            return None
        booking = self.schedule.booking(interview.org_id, interview.interview_id)
        if booking is not None and booking.version == interview.booking_version:
            self._send_unsettled(booking)
            tell_interviewers(
                booking,
                schedule=self.schedule,
                sessions=self.sessions,
                mailer=self.mailer,
                links=self.links,
                now=self.now,
                settle=True,
            )
        if interview.status is InterviewStatus.CANCELLED:
            self._close_mails(interview)
        return None

    def _send_unsettled(self, booking: Booking) -> None:
        self._send(booking, send_unsettled_mail)

    def _send_time_invitation(self, interview: Interview) -> None:
        invitation = self.schedule.time_invitation(interview.org_id, interview.interview_id)
        if invitation is not None:
            self._send(invitation, send_time_invitation)

    def _send[Record: BookingRecord](self, record: Record, send: "_Sends[Record]") -> None:
        is_settled = False
        try:
            sent = send(
                record,
                schedule=self.schedule,
                sessions=self.sessions,
                mailer=self.mailer,
                links=self.links,
                now=self.now,
            )
            is_settled = sent is None or sent.status is not DeliveryStatus.CLAIMED
        finally:
            if not is_settled:
                age = (self.now - record.changed_at).total_seconds()
                self.swept.oldest_mail_seconds = max(self.swept.oldest_mail_seconds, age)

    def _finish(self, interview: Interview, work: DueWork) -> None:
        status = STATUS_WHEN_DUE[work]
        self._close_mails(interview)
        end_interview(
            interview,
            status,
            self._session_of(interview),
            actor=GREENROOM,
            schedule=self.schedule,
            now=self.now,
        )
        if status is InterviewStatus.COMPLETED:
            self.swept.completed += 1
        else:
            self.swept.no_show += 1

    def _session_of(self, interview: Interview) -> Session | None:
        booking = self.schedule.booking(interview.org_id, interview.interview_id)
        if booking is None:
            return None
        session_hash = self.links.hash_of(booking.session_id, booking.version)
        stored = self.sessions.session(session_hash)
        return stored or session_of(booking, session_hash, SessionStatus.SCHEDULED, self.now)

    def _remind(self, interview: Interview, minutes_before: int) -> Reminded:
        return remind(
            interview,
            minutes_before,
            schedule=self.schedule,
            sessions=self.sessions,
            mailer=self.mailer,
            links=self.links,
            now=self.now,
            following=self.following,
        )

    def _close_mails(self, interview: Interview) -> None:
        fail_unsettled_mails(interview, schedule=self.schedule, sessions=self.sessions, links=self.links)
