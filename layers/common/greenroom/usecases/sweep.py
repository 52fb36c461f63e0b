"""Settle what is due: COMPLETED, NO_SHOW, reminders, invitations that nobody settled. Costs what is due, no more."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from greenroom.errors import ConditionsFailedError, ContentionError
from greenroom.models.caller import GREENROOM
from greenroom.models.interview import Interview, InterviewStatus
from greenroom.models.session import Session, SessionStatus
from greenroom.rules.due import REPORT_CHECK_AFTER, DueWork, agenda, next_due
from greenroom.usecases.appointments import session_of
from greenroom.usecases.invite import Office, settle_letter
from greenroom.usecases.leftovers import settle_leftovers
from greenroom.usecases.remind import Reminded, remind
from greenroom.usecases.settle import settle

if TYPE_CHECKING:
    from greenroom.adapters.due import DueIndex

SETTLES_AS = {
    DueWork.COMPLETE: InterviewStatus.COMPLETED,
    DueWork.NO_SHOW: InterviewStatus.NO_SHOW,
}


@dataclass
class Swept:
    """What one sweep did."""

    completed: int = 0
    no_show: int = 0
    reminded: int = 0
    reports_asked_for: int = 0
    erased: int = 0
    oldest_due_seconds: float = 0
    lost_races: int = 0
    failed: list[tuple[str, Exception]] = field(default_factory=list)
    is_finished: bool = True


@dataclass(frozen=True)
class Sweeper:
    """Settles due interviews, one by one, for as long as there is time."""

    index: "DueIndex"
    office: Office
    now: datetime
    has_time: Callable[[], bool]
    ask_for_report: Callable[[str, str], None] = lambda _org_id, _interview_id: None
    """Somebody else makes reports: importing what that takes would slow each sweep."""
    retire: Callable[[Interview], None] = lambda _interview: None
    """Takes the person out of an interview that was kept long enough."""
    working_for: Callable[[str, str], AbstractContextManager[None]] = lambda _org_id, _interview_id: nullcontext()
    """Within it, work is for this interview alone."""

    def sweep(self, org_id: str | None = None) -> Swept:
        """All interviews that are due by now (of one organisation, where given); soonest due first in each shard.

        What there is no time for stays due and goes on in the next sweep.
        """
        swept = Swept()
        for page in self.index.due(self.now, org_id):
            for interview in page:
                if not self.has_time():
                    swept.is_finished = False
                    return swept
                self._settle(interview, swept)
        return swept

    def _settle(self, interview: Interview, swept: Swept) -> None:
        if interview.due_at is None or interview.due_at > self.now:
            return
        swept.oldest_due_seconds = max(swept.oldest_due_seconds, (self.now - interview.due_at).total_seconds())
        try:
            with self.working_for(interview.org_id, interview.interview_id):
                self._do_due(interview, swept)
        except (ConditionsFailedError, ContentionError):
            # Somebody joined, moved or cancelled it at this moment, or another sweep was faster. It is due again
            # where anything is left to do.
            swept.lost_races += 1
        except Exception as error:  # noqa: BLE001 (one that fails must not keep all behind it from being settled)
            swept.failed.append((interview.interview_id, error))

    def _do_due(self, interview: Interview, swept: Swept) -> None:
        plans = agenda(interview)
        if any(entry.work is DueWork.REPORT for entry in plans):
            settle_leftovers(interview, self.office)
            self.ask_for_report(interview.org_id, interview.interview_id)
            self.office.schedule.move_on(interview, self.now + REPORT_CHECK_AFTER)
            swept.reports_asked_for += 1
            return
        due = [entry for entry in plans if interview.due_at and interview.due_at <= entry.at <= self.now]
        if any(entry.work is DueWork.ERASE for entry in due):
            self.retire(interview)
            swept.erased += 1
            return
        settling = next((entry for entry in due if entry.work in SETTLES_AS), None)
        if settling is not None:
            self._finish(interview, settling.work, swept)
            return
        if any(entry.work is DueWork.CHECK_DELIVERY for entry in due):
            self._check_delivery(interview)
        # Of several that have passed the latest says it all; one that was sent is not sent again, and one whose sender
        # was not heard of since is seen to once more.
        passed = (one for one in reversed(plans) if one.work is DueWork.REMIND and one.at <= self.now)
        reminder = next(passed, None)
        reminded = remind(interview, reminder.minutes_before or 0, self.office, self.now) if reminder else Reminded()
        swept.reminded += reminded.is_sent
        times = [at for at in (next_due(interview, after=self.now), reminded.look_again_at) if at is not None]
        self.office.schedule.move_on(interview, min(times, default=None))

    def _check_delivery(self, interview: Interview) -> None:
        booking = self.office.schedule.booking(interview.org_id, interview.interview_id)
        if booking is not None and booking.version == interview.booking_version:
            settle_letter(booking, self.office, self.now)
        if interview.status is InterviewStatus.CANCELLED:
            settle_leftovers(interview, self.office)

    def _finish(self, interview: Interview, work: DueWork, swept: Swept) -> None:
        status = SETTLES_AS[work]
        settle_leftovers(interview, self.office)
        settle(
            interview,
            status,
            self._session_of(interview),
            actor=GREENROOM,
            schedule=self.office.schedule,
            now=self.now,
        )
        if status is InterviewStatus.COMPLETED:
            swept.completed += 1
        else:
            swept.no_show += 1

    def _session_of(self, interview: Interview) -> Session | None:
        booking = self.office.schedule.booking(interview.org_id, interview.interview_id)
        if booking is None:
            return None
        session_hash = self.office.links.hash_of(booking.session_id, booking.version)
        stored = self.office.sessions.session(session_hash)
        return stored or session_of(booking, session_hash, SessionStatus.SCHEDULED, self.now)
