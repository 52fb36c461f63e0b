"""Types of request fields: what is trimmed, what is refused, how long things may be."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, StringConstraints

INVISIBLE = {"Cc", "Cs", "Co", "Cn"}


def _clean(text: str, allowed: str) -> str:
    if any(unicodedata.category(sign) in INVISIBLE and sign not in allowed for sign in text):
        raise ValueError("contains control characters or characters that are not assigned")
    return unicodedata.normalize("NFC", text)


def _one_line(text: str) -> str:
    return _clean(text, "")


def _many_lines(text: str) -> str:
    return _clean(text.replace("\r\n", "\n").replace("\r", "\n"), "\n\t")


_trimmed = StringConstraints(strip_whitespace=True)

Line = Annotated[str, _trimmed, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
"""One line, such as a name or a title."""
Text = Annotated[str, _trimmed, Field(min_length=1, max_length=20_000), AfterValidator(_many_lines)]
"""Several lines, such as a description."""
Note = Annotated[str, _trimmed, Field(min_length=1, max_length=2_000), AfterValidator(_many_lines)]
"""A short remark, such as a reason or booking notes."""
Identifier = Annotated[str, Field(min_length=1, max_length=64)]
"""An opaque id."""
Email = Annotated[EmailStr, Field(max_length=254)]


class RequestModel(BaseModel):
    """A request: unknown fields are an error."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
