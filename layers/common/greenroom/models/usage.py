"""The usage of an interview as counts, in a module that every function can import cheaply."""

from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum

type WorksFor = Callable[[str, str], None]
"""Told of an organisation and its interview, which is worked for."""


def nobody_asks(_org_id: str, _interview_id: str) -> None:
    """Ignore the interview, where no usage is counted."""


class Counted(StrEnum):
    """The counted resources. Prices have the same names."""

    READ_UNITS = "read_units"
    WRITE_UNITS = "write_units"
    INVOCATIONS = "invocations"
    COLD_STARTS = "cold_starts"
    GB_SECONDS = "gb_seconds"
    API_REQUESTS = "api_requests"
    EDGE_REQUESTS = "edge_requests"
    FILE_WRITES = "file_writes"
    FILE_READS = "file_reads"
    MAILS = "mails"
    QUEUE_MESSAGES = "queue_messages"
    """Each is three requests, and priced so: it is sent, received and deleted."""


class ModelCounted(StrEnum):
    """The counts of a model. `SECONDS` is the length of a transcribed recording."""

    CALLS = "calls"
    CALLS_WITHOUT_USAGE = "calls_without_usage"
    """Answered calls without the server's usage."""
    INPUT_TOKENS = "input_tokens"
    OUTPUT_TOKENS = "output_tokens"
    CHARACTERS = "characters"
    SECONDS = "seconds"


class Usage:
    """Amounts by resource, and for each model by its name."""

    def __init__(self) -> None:
        self.amounts: defaultdict[str, float] = defaultdict(float)
        self.models: defaultdict[str, defaultdict[str, float]] = defaultdict(lambda: defaultdict(float))

    def add(self, other: "Usage", share: float = 1.0) -> None:
        """Add another usage, or a share of it."""
        for name, amount in other.amounts.items():
            self.amounts[name] += amount * share
        for model, counted in other.models.items():
            for name, amount in counted.items():
                self.models[model][name] += amount * share
