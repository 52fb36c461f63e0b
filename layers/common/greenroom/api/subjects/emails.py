"""How an e-mail went out, as answers tell it."""

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
    """How the latest invitation (of a cancelled interview: the cancellation) went out."""

    status: EmailStatus = EmailStatus.PENDING
    sent_at: UtcTime | None = None
    reason: str | None = None
    """Why it FAILED."""

    @classmethod
    def of(cls, delivery: Delivery | None) -> Self:
        """The answer about an e-mail; one that was claimed is still on its way."""
        if delivery is None or delivery.status not in {DeliveryStatus.SENT, DeliveryStatus.FAILED}:
            return cls()
        return cls.about(delivery, status=EmailStatus(delivery.status.value))
