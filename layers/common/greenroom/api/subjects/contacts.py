"""Who answers candidates: the same on jobs and interviews."""

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict

from greenroom.api.fields import Email, Line
from greenroom.api.subjects.base import example
from greenroom.models.contact import Contact


class ContactFields(BaseModel):
    """A person, or an address, that answers candidates: e-mails carry it as Reply-To, and pages link to it."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)

    email: Annotated[Email, example("meera.nair@example.com")]
    name: Annotated[Line, example("Meera Nair")] | None = None

    @classmethod
    def of(cls, contact: Contact | None) -> Self | None:
        """The answer about a contact."""
        return None if contact is None else cls.model_construct(email=contact.email, name=contact.name)

    def as_contact(self) -> Contact:
        """The same in the words of the domain."""
        return Contact(email=self.email, name=self.name)
