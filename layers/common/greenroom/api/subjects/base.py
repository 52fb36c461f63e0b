"""Base classes of the models of all subjects: requests, changes and answers.

Fields that a subject's models share stand in a base of their own, such as `JobFields`: a new field of a job is one line
there and one in the entity.
"""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr
from pydantic.config import JsonValue

from greenroom.api.fields import ExternalId, Metadata
from greenroom.clock import UtcTime


def example(value: object) -> Any:
    """A field's example, for the document."""
    return Field(examples=[value])


def whole_example(**fields: JsonValue) -> ConfigDict:
    """An example of a whole request, where one that has all fields would not do."""
    return ConfigDict(json_schema_extra={"examples": [fields]})


class SharedFields(BaseModel):
    """Base of the fields that a subject's request, change and answer share."""

    # A validator is built when its model is first used: building all of them would slow cold starts.
    model_config = ConfigDict(defer_build=True)


class OwnIdFields(SharedFields):
    """Fields of the integrator's own for a record."""

    external_id: ExternalId | None = None
    """Its id in your system: of all things of this kind in the organisation, one may have it."""
    metadata: Metadata | None = None
    """Up to 20 keys of your own. Greenroom keeps them and gives them no meaning; a change replaces all of them."""


class RequestModel(BaseModel):
    """A request: unknown fields are an error, and a number in quotes is not a number."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class ChangeModel(RequestModel):
    """A change of some fields.

    Fields that are left out stay as they are: `model_fields_set` holds those that were sent.
    """

    @classmethod
    def __pydantic_init_subclass__(cls, **_: Any) -> None:
        for field in cls.model_fields.values():
            field.default, field.default_factory = None, None

    def sent(self) -> dict[str, Any]:
        """The fields that were sent, by name."""
        return self.model_dump(exclude_unset=True)


class AnswerModel(BaseModel):
    """An answer. All of its fields are always present."""

    model_config = ConfigDict(defer_build=True, json_schema_serialization_defaults_required=True)

    @classmethod
    def about(cls, thing: object, **others: Any) -> Self:
        """Make the answer from the entity's attributes of the same names, and the other fields as given.

        The values are not validated again: they were when they were stored, and a page of a list may have megabytes.
        """
        same = {name: getattr(thing, name) for name in cls.model_fields if name not in others}
        return cls.model_construct(**same, **others)


class StoredAnswer(AnswerModel):
    """An answer about a stored record that can change."""

    created_at: UtcTime
    updated_at: UtcTime
    version: Annotated[int, example(1)]
    """Rises with each change. `If-Match` is compared with it."""


class LinkedAnswer(AnswerModel):
    """An answer that may hold a candidate's link."""

    _behind: tuple[str, int] | None = PrivateAttr(default=None)
    _room: tuple[str, str, tuple[str, str]] | None = PrivateAttr(default=None)

    @property
    def behind(self) -> tuple[str, int] | None:
        """The session and the booking version that the link is derived from; None where the answer has no link."""
        return self._behind

    @property
    def room(self) -> tuple[str, str, tuple[str, str]] | None:
        """Organisation id, interview id and the room ids in the answer; None where it shows none."""
        return self._room

    def entered_by(self, org_id: str, interview_id: str, room_ids: tuple[str, str]) -> Self:
        """Note whose room ids this answer shows, so that it can be stored without them."""
        self._room = (org_id, interview_id, room_ids)
        return self

    def linked_to(self, session_id: str, version: int) -> Self:
        """Note what this answer's link is derived from, so that it can be stored without the link."""
        self._behind = (session_id, version)
        return self


class UploadForm(AnswerModel):
    """A form: post these fields and then the file to the address, within 15 minutes."""

    url: Annotated[str, example("https://acme-documents.s3.ap-south-1.amazonaws.com/")]
    fields: Annotated[dict[str, str], example({"key": "resumes/…", "policy": "…", "x-amz-signature": "…"})]
