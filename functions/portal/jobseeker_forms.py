"""What the forms of a candidate's own list send, and what a program sends that asks for a link."""

from typing import Annotated

from pydantic import Field

from greenroom.api.fields import Email, Identifier, Note
from greenroom.api.subjects.base import AnswerModel, RequestModel, example
from greenroom.usecases.signing_in import LINK_MINUTES

LONGEST_REASON = 500
Version = Annotated[int, Field(ge=0, le=1_000_000_000)]


class AskForLink(RequestModel):
    email: Annotated[Email, example("asha.raman@example.com")]


class LinkAskedFor(AnswerModel):
    """The same answer to everybody."""

    success: bool = True
    message: str = f"If we know this address, a link is on its way to it. It works once, for {LINK_MINUTES} minutes."


class MoveOwn(RequestModel):
    slot_id: Identifier
    version: Version
    """The interview's version as it was shown."""


class TakeTime(RequestModel):
    slot_id: Identifier


class AskForTimes(RequestModel):
    wishes: Annotated[Note, Field(max_length=LONGEST_REASON)]
    version: Version | None = None
    """The invitation's version as it was shown."""


class DeclineChoice(RequestModel):
    reason: Annotated[Note, Field(max_length=LONGEST_REASON)] | None = None
    version: Version | None = None
    """The invitation's version as it was shown."""


class CancelOwn(RequestModel):
    reason: Annotated[Note, Field(max_length=LONGEST_REASON)]
    version: Version
