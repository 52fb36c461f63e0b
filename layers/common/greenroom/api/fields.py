"""Types of request fields: trimming, refused characters and lengths."""

import re
import unicodedata
from datetime import date, datetime, time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
)
from pydantic.config import JsonDict

from greenroom.clock import UtcTime, rfc3339
from greenroom.identifiers import LONGEST_ID
from greenroom.rules.email_addresses import LONGEST_ADDRESS, email_address
from greenroom.rules.rooms import LONGEST_ROOM_ID
from greenroom.written_text import composed_text, is_blank

CONTROL = {"Cc", "Cs"}


def _composed(value: Any) -> Any:
    return composed_text(value) if isinstance(value, str) else value


def _printable(text: str, allowed: str) -> str:
    if any(unicodedata.category(sign) in CONTROL and sign not in allowed for sign in text):
        raise ValueError("contains control characters")
    return text


def _visible(text: str, allowed: str) -> str:
    if is_blank(_printable(text, allowed)):
        raise ValueError("contains nothing that can be seen")
    return text


def _one_line(text: str) -> str:
    return _visible(text, "")


def _many_lines(text: str) -> str:
    return _visible(text, "\n\t")


_trimmed = StringConstraints(strip_whitespace=True)
# Only for the OpenAPI document: the check of the functions above as a pattern that clients can use.
_sign = r"[^\u0000-\u001f\u007f-\u009f]"
_word = r"[^\s\u0000-\u001f\u007f-\u009f]"
_line: JsonDict = {"pattern": f"^{_sign}*{_word}{_sign}*$"}
LINES: JsonDict = {"pattern": rf"^(?:{_sign}|[\n\r\t])*{_word}(?:{_sign}|[\n\r\t])*$"}

# Runs before the length is checked, because the limit is for the text as it is stored.
COMPOSED = BeforeValidator(_composed)
"""Composes the Unicode characters of a text. It stands after the length limits, or the document does not show them."""
Line = Annotated[
    str,
    _trimmed,
    Field(min_length=1, max_length=200, json_schema_extra=_line),
    COMPOSED,
    AfterValidator(_one_line),
]
"""One line, such as a name or a title."""
Text = Annotated[
    str,
    _trimmed,
    Field(min_length=1, max_length=20_000, json_schema_extra=LINES),
    COMPOSED,
    AfterValidator(_many_lines),
]
"""Several lines, such as a description."""
Note = Annotated[
    str,
    _trimmed,
    Field(min_length=1, max_length=2_000, json_schema_extra=LINES),
    COMPOSED,
    AfterValidator(_many_lines),
]
"""A short remark, such as a reason or booking notes."""

Code = Annotated[
    str, Field(min_length=1, max_length=4_000, json_schema_extra=LINES), COMPOSED, AfterValidator(_many_lines)
]
"""Starter code of a coding task. It is not trimmed, because its first line may be indented."""


def _whole(value: Any) -> Any:
    # 30.0 is an integer in JSON Schema, and so it is one here.
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""Takes 30.0 as 30. It stands after the number's limits, or the document does not show them."""
Identifier = Annotated[str, Field(min_length=1, max_length=LONGEST_ID)]
"""An opaque id."""
RoomId = Annotated[
    str, Field(min_length=1, max_length=LONGEST_ROOM_ID, examples=["org_01jd8m3z2y1x0w9v8u7t6s5r4q-p3Jx0c…"])
]
JobId = Annotated[Identifier, Field(examples=["job_01jd8m4a7x5w3v1t9r7p5n3m1k"])]
CandidateId = Annotated[Identifier, Field(examples=["cand_01jd8m5q0z6v1h3s7k9n2r4t5w"])]
SlotId = Annotated[Identifier, Field(examples=["slot_01jd8m6b5w4v3t2s1r0q9p8n7m"])]
InterviewId = Annotated[Identifier, Field(examples=["int_01jd8m7c4y2x0w8v6t4r2p0n8m"])]

MOST_METADATA = 20
LONGEST_METADATA_VALUE = 500


def _metadata_value(value: Any) -> str | int | float | bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and len(text := composed_text(value)) <= LONGEST_METADATA_VALUE:
        return _printable(text, "\n\t")
    if isinstance(value, int | float) and abs(value) <= 1e15:
        # DynamoDB stores no number closer to zero than 1e-130.
        return round(value, 6)
    raise ValueError(
        f"takes a text of up to {LONGEST_METADATA_VALUE} characters, a number up to 1e15, or true or false"
    )


_MetadataValue = Annotated[
    str | int | float | bool,
    PlainValidator(_metadata_value),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "maxLength": LONGEST_METADATA_VALUE, "pattern": f"^(?:{_sign}|[\n\r\t])*$"},
                {"type": "number", "minimum": -1e15, "maximum": 1e15},
                {"type": "boolean"},
            ]
        }
    ),
]
Metadata = Annotated[
    dict[Annotated[str, Field(max_length=40, pattern=r"^[A-Za-z0-9_.:-]+$")], _MetadataValue],
    Field(max_length=MOST_METADATA, examples=[{"source": "careers-page", "round": 2}]),
]
"""Up to 20 keys of an integrator's own, each with a text, a number, or true or false."""
ExternalId = Annotated[Line, Field(examples=["ats-48213"])]
"""The id of a record in an integrator's own system."""

Email = Annotated[
    str,
    _trimmed,
    Field(max_length=LONGEST_ADDRESS, json_schema_extra={"format": "idn-email"}),
    AfterValidator(email_address),
]


def _written_as(pattern: str, example: str) -> BeforeValidator:
    def check(value: Any) -> Any:
        # Pydantic would also take numbers as seconds, which clients would understand differently.
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(f"is written as {example}")
        return value

    return BeforeValidator(check)


DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
Day = Annotated[date, Field(strict=False), _written_as(DAY, "YYYY-MM-DD, such as 2026-11-27")]
"""A date. Another field gives its time zone."""
WALL_TIME = r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
WallTime = Annotated[
    time,
    _written_as(WALL_TIME, "HH:MM, such as 14:30"),
    Field(strict=False),
    PlainSerializer(lambda at: f"{at:%H:%M}", return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "pattern": f"^{WALL_TIME}$"}),
]
"""A local time. Another field gives its time zone."""
Moment = Annotated[
    UtcTime,
    Field(strict=False),
    _written_as(
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})",
        "RFC 3339 with an offset, such as 2026-11-27T09:00:00Z",
    ),
]
"""A point in time."""


def _when(value: Any) -> datetime | date:
    try:
        if isinstance(value, str) and re.fullmatch(DAY, value):
            return date.fromisoformat(value)
        return _moment.validate_python(value)
    except ValueError:
        raise ValueError("is a day (2026-11-27) or a time with an offset (2026-11-27T09:00:00Z)") from None


def _written(when: datetime | date) -> str:
    return rfc3339(when) if isinstance(when, datetime) else when.isoformat()


_moment: TypeAdapter[datetime] = TypeAdapter(Moment, config=ConfigDict(defer_build=True))
When = Annotated[
    datetime | date,
    PlainValidator(_when),
    PlainSerializer(_written, return_type=str, when_used="json-unless-none"),
    WithJsonSchema({"anyOf": [{"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}]}),
]
"""A point in time, or a day in the organisation's zone."""
