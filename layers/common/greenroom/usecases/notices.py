"""Tell an organisation by mail that one of its webhooks was switched off: claimed, sent, settled."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from greenroom.errors import NotFoundError
from greenroom.identifiers import new_id
from greenroom.mail.delivery_errors import MailNotSentError, MailOutcomeUnknownError, MailRefusedError
from greenroom.models.webhook import DisabledNotice, HandoverStatus
from greenroom.usecases.deliver import Post

if TYPE_CHECKING:
    from greenroom.adapters.handovers import Handovers
    from greenroom.adapters.organisations import Organisations

PAUSE = timedelta(minutes=15)
MOST_ATTEMPTS = 20


@dataclass(frozen=True)
class NoticeDesk:
    """Sends notices. Where a process dies after the mail was taken it is sent again: rather twice than not at all."""

    handovers: "Handovers"
    organisations: "Organisations"
    post: Post
    sender_address: str

    def send(self, notice: DisabledNotice, now: datetime) -> bool:
        """Whether this call sent it. Where it could not, it is due again in 15 minutes, for five hours."""
        claimed = notice.changed(attempts=notice.attempts + 1, claim_id=new_id("claim"), next_attempt_at=now + PAUSE)
        if not self.handovers.store(claimed, notice.claim_id):
            return False
        try:
            self._post(claimed)
        except (MailRefusedError, NotFoundError):
            self._end(claimed, HandoverStatus.FAILED)
            return False
        except (MailNotSentError, MailOutcomeUnknownError):
            if claimed.attempts >= MOST_ATTEMPTS:
                self._end(claimed, HandoverStatus.FAILED)
            return False
        self._end(claimed, HandoverStatus.DELIVERED)
        return True

    def _post(self, notice: DisabledNotice) -> None:
        from greenroom.mail import compose  # noqa: PLC0415 (needed only where a notice is really due)

        organisation = self.organisations.organisation(notice.org_id)
        mail = compose.webhook_disabled(
            notice.notify_email,
            notice.org_id,
            organisation.name,
            notice.url,
            notice.failing_since,
            notice.problem,
            self.sender_address,
            timezone=organisation.policy.timezone,
        )
        self.post.send(mail)

    def _end(self, notice: DisabledNotice, status: HandoverStatus) -> None:
        self.handovers.store(notice.changed(status=status, next_attempt_at=None), notice.claim_id)
