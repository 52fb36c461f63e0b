"""Store the mail provider's events with the interview: sent, or failed with a reason. Each is stored once, in any
order."""

from datetime import timedelta
from typing import TYPE_CHECKING

from greenroom.errors import ConditionsFailedError, ContentionError, NotFoundError
from greenroom.models.audit import Action, LogEntry
from greenroom.models.caller import GREENROOM
from greenroom.models.mail_event import MailEvent
from greenroom.models.session import Delivery, DeliveryStatus, Session, SessionStatus
from greenroom.usecases.invite import INVITATION
from greenroom.usecases.links import LinkMaker
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.mail_states import MailStates, SessionMails
    from greenroom.adapters.schedule import Schedule

RESEND = "RESEND#"
ON_ITS_WAY = frozenset({DeliveryStatus.CLAIMED, DeliveryStatus.SENT})
MOST_AT_ONCE = 10
"""E-mails of one interview that may fail in the same millisecond."""


def note_mail_event(event: MailEvent, *, schedule: "Schedule", mail_states: "MailStates", links: LinkMaker) -> bool:
    """Whether the event changed anything. A repeated event, or one about an unknown e-mail, does not.

    Raises BusyError.
    """
    session_hash = _session_hash(event, schedule, links)
    if session_hash is None:
        return False
    return repeated(lambda: _note(event, mail_states.correspondence(session_hash), mail_states))


def _session_hash(event: MailEvent, schedule: "Schedule", links: LinkMaker) -> str | None:
    try:
        interview = schedule.interview(event.org_id, event.interview_id)
    except NotFoundError:
        return None
    if interview.session_id is None:
        return None
    return links.hash_of(interview.session_id, event.version)


def _note(event: MailEvent, found: "SessionMails", mail_states: "MailStates") -> bool:
    about = _about(event, found.deliveries)
    if about is None:
        return False
    if event.failure is not None:
        return about.status is not DeliveryStatus.FAILED and _fail(event, about, found, mail_states)
    if about.status is not DeliveryStatus.CLAIMED:
        return False
    # The process that settles the claim finds the e-mail sent and writes the log entry.
    mail_states.taken(about, event)
    return True


def _fail(event: MailEvent, about: Delivery, found: "SessionMails", mail_states: "MailStates") -> bool:
    entry = LogEntry(
        org_id=event.org_id,
        interview_id=event.interview_id,
        at=event.happened_at,
        action=Action.EMAIL_FAILED,
        actor=GREENROOM,
        reason=event.failure,
        new={"kind": about.kind, "version": event.version},
    )
    targets = _targets(about, found.deliveries)
    session = found.session
    if about.kind == INVITATION and session is not None and session.status is SessionStatus.SCHEDULED:
        # The sender writes the same item, so it exists once, no matter which of the two writes first.
        noted = _write(targets, event, mail_states, (_session_created(session), entry))
        if noted is not None:
            return noted
    for millisecond in range(MOST_AT_ONCE):
        apart = entry.changed(at=entry.at + timedelta(milliseconds=millisecond))
        noted = _write(targets, event, mail_states, (apart,))
        if noted is not None:
            return noted
    raise ContentionError


def _write(
    targets: list[Delivery], event: MailEvent, mail_states: "MailStates", entries: tuple[LogEntry, ...]
) -> bool | None:
    """Write the log entry. Returns whether it is new; None if another entry has its key."""
    try:
        mail_states.failed(targets, event, entries)
    except ConditionsFailedError as refused:
        if set(refused.found) != {"log"}:
            raise
        ours = entries[-1]
        there = [LogEntry.model_validate(one) for one in refused.found["log"]["entries"]]
        is_ours = any((one.action, one.reason, one.new) == (ours.action, ours.reason, ours.new) for one in there)
        return False if is_ours else None
    return True


def _about(event: MailEvent, deliveries: list[Delivery]) -> Delivery | None:
    """The e-mail that an event is about, found by its claim or else by the provider's id.

    A resend is searched first, because a resend that repairs the invitation stores its own id there as well.
    """
    claimed = [one for one in deliveries if event.claim_id is not None and one.claim_id == event.claim_id]
    known = [one for one in deliveries if one.message_id == event.message_id]
    return next(iter(claimed + sorted(known, key=lambda one: not one.kind.startswith(RESEND))), None)


def _targets(about: Delivery, deliveries: list[Delivery]) -> list[Delivery]:
    """The e-mails whose states change. Recruiters see the invitation's state, which is that of the newest resend."""
    resends = [one for one in deliveries if one.kind.startswith(RESEND)]
    if about.kind == INVITATION:
        return [] if any(one.claimed_at > about.claimed_at and one.status in ON_ITS_WAY for one in resends) else [about]
    if about not in resends or any(one.claimed_at > about.claimed_at for one in resends):
        return [about]
    shown = [one for one in deliveries if one.kind == INVITATION and one.status is not DeliveryStatus.FAILED]
    return [about, *shown]


def _session_created(session: Session) -> LogEntry:
    return LogEntry(
        org_id=session.org_id,
        interview_id=session.interview_id,
        at=session.created_at,
        action=Action.SESSION_CREATED,
        actor=GREENROOM,
        new={"session_id": session.session_id, "version": session.version},
    )
