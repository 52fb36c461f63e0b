"""The forms of a candidate's own list, and the JSON request for a link to it."""

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
    """The answer to asking for a link, which is the same for known and unknown addresses."""

    success: bool = True
    message: str = f"If we know this address, a link is on its way to it. It works once, for {LINK_MINUTES} minutes."


class MoveOwn(RequestModel):
    slot_id: Identifier
    version: Version
    """The interview's version on the page with the form."""


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
