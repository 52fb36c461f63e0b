"""What the mail provider tells reaches the interview: sent after all, or failed with a reason, once, in any order."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from greenroom.errors import ConditionsFailedError, NotFoundError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import GREENROOM
from greenroom.models.mail_event import MailEvent
from greenroom.models.session import Delivery, DeliveryStatus, Session
from greenroom.usecases.contention import repeated
from greenroom.usecases.invite import INVITATION
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.mail_states import Correspondence, MailStates
    from greenroom.adapters.schedule import Schedule

RESEND = "RESEND#"


@dataclass(frozen=True)
class MailRoom:
    """Where the provider's events arrive."""

    schedule: "Schedule"
    states: "MailStates"
    links: LinkMaker

    def receive(self, event: MailEvent) -> bool:
        """Whether the event changed anything. One that comes again, or about mail that nobody knows, does not.

        Raises BusyError.
        """
        session_hash = self._session_hash(event)
        if session_hash is None:
            return False
        return repeated(lambda: self._note(event, self.states.correspondence(session_hash)))

    def _session_hash(self, event: MailEvent) -> str | None:
        try:
            interview = self.schedule.interview(event.org_id, event.interview_id)
        except NotFoundError:
            return None
        if interview.session_id is None:
            return None
        return self.links.hash_of(interview.session_id, event.version)

    def _note(self, event: MailEvent, found: "Correspondence") -> bool:
        about = next((one for one in found.deliveries if _is_about(one, event)), None)
        if about is None:
            return False
        if event.failure is None:
            if about.status is not DeliveryStatus.CLAIMED:
                return False
            # The log entry is written by who settles invitations: they find it sent.
            self.states.taken(about, event)
            return True
        if about.status is DeliveryStatus.FAILED:
            return False
        return self._fail(event, about, found)

    def _fail(self, event: MailEvent, about: Delivery, found: "Correspondence") -> bool:
        shown = _also_shown(about, found.deliveries)
        targets = [about, *shown]
        entry = LogEntry(
            org_id=event.org_id,
            interview_id=event.interview_id,
            at=event.happened_at,
            action=Action.EMAIL_FAILED,
            actor=GREENROOM,
            reason=event.failure,
            new={"kind": about.kind, "version": event.version},
        )
        if about.kind == INVITATION and found.session is not None:
            # An invitation that nobody noted yet: the entry that its settlement would write, so that it writes none.
            try:
                self.states.failed(targets, event, (_session_created(found.session), entry))
            except ConditionsFailedError as refused:
                if set(refused.found) != {"log"}:
                    raise
            else:
                return True
        self._log_apart(targets, event, entry)
        return True

    def _log_apart(self, targets: list[Delivery], event: MailEvent, entry: LogEntry) -> None:
        try:
            self.states.failed(targets, event, (entry,))
        except ConditionsFailedError as refused:
            if set(refused.found) != {"log"}:
                raise
            # Another e-mail of this interview failed in the very same millisecond.
            self._log_apart(targets, event, entry.changed(at=entry.at + timedelta(milliseconds=1)))


def _is_about(delivery: Delivery, event: MailEvent) -> bool:
    """Whether an event is about this e-mail; what a resend settled beside itself carries its message id as well."""
    if event.claim_id is not None and delivery.claim_id == event.claim_id:
        return True
    return delivery.claim_id == f"failed_{event.message_id}" or (
        delivery.message_id == event.message_id and (event.claim_id is None or not delivery.kind == INVITATION)
    )


def _also_shown(about: Delivery, deliveries: list[Delivery]) -> list[Delivery]:
    """The invitation, whose state is the one that recruiters see, where its newest resend failed."""
    resends = [one for one in deliveries if one.kind.startswith(RESEND)]
    if about not in resends or any(one.claimed_at > about.claimed_at for one in resends):
        return []
    return [one for one in deliveries if one.kind == INVITATION and one.status is not DeliveryStatus.FAILED]


def _session_created(session: Session) -> LogEntry:
    return LogEntry(
        org_id=session.org_id,
        interview_id=session.interview_id,
        at=session.created_at,
        action=Action.SESSION_CREATED,
        actor=GREENROOM,
        new={"session_id": session.session_id, "version": session.version},
    )
