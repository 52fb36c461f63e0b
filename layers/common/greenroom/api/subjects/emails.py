"""Answers about the delivery of an e-mail."""

from enum import StrEnum
from typing import Self

from greenroom.api.subjects.base import AnswerModel
from greenroom.clock import UtcTime
from greenroom.models.session import Delivery, DeliveryStatus


class EmailStatus(StrEnum):
    PENDING = "PENDING"
    SENT = "SENT"
    FAILED = "FAILED"


class EmailAnswer(AnswerModel):
    """The delivery of the latest invitation, or of the cancellation where the interview is cancelled."""

    status: EmailStatus = EmailStatus.PENDING
    sent_at: UtcTime | None = None
    reason: str | None = None
    """Why it FAILED."""

    @classmethod
    def of(cls, delivery: Delivery | None) -> Self:
        """Make the answer. An e-mail that was claimed counts as still on its way."""
        if delivery is None or delivery.status not in {DeliveryStatus.SENT, DeliveryStatus.FAILED}:
            return cls()
        return cls.about(delivery, status=EmailStatus(delivery.status.value))
