"""The settings of an event source mapping, as the template has them, and its filter."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from local.template import template

type Record = Mapping[str, Any]
"""A stream record as a function gets it."""

RETENTION_SECONDS = 24 * 3600
"""How long DynamoDB Streams keeps a record: what "retry without end" means."""


@dataclass(frozen=True)
class StreamMapping:
    """Names and defaults are those of AWS::Lambda::EventSourceMapping; -1 means without end."""

    batch_size: int = 100
    maximum_retry_attempts: int = -1
    maximum_record_age_in_seconds: int = -1
    bisect_batch_on_function_error: bool = False
    report_batch_item_failures: bool = False
    patterns: tuple[Mapping[str, Any], ...] = ()

    @classmethod
    def of_template(cls, function: str, event: str) -> Self:
        """The mapping of a function's event in template.yaml."""
        properties = template()["Resources"][function]["Properties"]["Events"][event]["Properties"]
        filters = properties.get("FilterCriteria", {}).get("Filters", [])
        return cls(
            batch_size=properties.get("BatchSize", cls.batch_size),
            maximum_retry_attempts=properties.get("MaximumRetryAttempts", -1),
            maximum_record_age_in_seconds=properties.get("MaximumRecordAgeInSeconds", -1),
            bisect_batch_on_function_error=properties.get("BisectBatchOnFunctionError", False),
            report_batch_item_failures="ReportBatchItemFailures" in properties.get("FunctionResponseTypes", []),
            patterns=tuple(json.loads(one["Pattern"]) for one in filters),
        )

    @property
    def oldest_seconds(self) -> int:
        """The age at which a record is given up."""
        limit = self.maximum_record_age_in_seconds
        return RETENTION_SECONDS if limit < 0 else min(limit, RETENTION_SECONDS)

    def lets_pass(self, record: Record) -> bool:
        """Whether a record reaches the function; what the filter holds back counts as done."""
        return not self.patterns or any(matches(pattern, record) for pattern in self.patterns)


def matches(pattern: Mapping[str, Any], value: Any) -> bool:
    """Whether an event matches a pattern: values, `exists`, `prefix` and `anything-but` of the pattern language."""
    for name, wanted in pattern.items():
        found = value.get(name, _ABSENT) if isinstance(value, Mapping) else _ABSENT
        if isinstance(wanted, Mapping):
            if not matches(wanted, found):
                return False
        elif not any(_allows(one, found) for one in wanted):
            return False
    return True


_ABSENT = object()


def _allows(condition: Any, found: Any) -> bool:
    if not isinstance(condition, Mapping):
        return bool(found == condition)
    ((kind, operand),) = condition.items()
    if kind == "exists":
        return (found is not _ABSENT) is operand
    if kind == "prefix":
        return isinstance(found, str) and found.startswith(operand)
    if kind == "anything-but":
        refused = operand if isinstance(operand, list) else [operand]
        return found is not _ABSENT and found not in refused
    raise NotImplementedError(f"the filter condition {kind!r} is not modelled here")
