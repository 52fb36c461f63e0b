"""The usage lines that functions log, as they stand there, and batches of them as CloudWatch hands them on."""

import base64
import gzip
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from greenroom.observability import INTERVIEW_USAGE, logger


class UsageLines(logging.Handler):
    """Keeps the text of every usage line."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(logger.registered_formatter)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.msg == INTERVIEW_USAGE:
            self.texts.append(self.format(record))

    @property
    def told(self) -> list[dict[str, Any]]:
        return [json.loads(text) for text in self.texts]

    def taken(self) -> list[dict[str, Any]]:
        """The lines since it was asked last."""
        told, self.texts = self.told, []
        return told


@contextmanager
def usage_lines() -> Iterator[UsageLines]:
    """What is logged meanwhile."""
    lines = UsageLines()
    logger.addHandler(lines)
    try:
        yield lines
    finally:
        logger.handlers.remove(lines)


def batch(*texts: str, message_type: str = "DATA_MESSAGE") -> dict[str, Any]:
    """An event of a subscription."""
    events = [{"id": str(number), "timestamp": 1799571600000, "message": text} for number, text in enumerate(texts)]
    data = {
        "messageType": message_type,
        "owner": "123456789012",
        "logGroup": "group",
        "logStream": "stream",
        "subscriptionFilters": ["usage"],
        "logEvents": events,
    }
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(data).encode())).decode()}}
