"""The contact of a job, an interview or an organisation, in requests and answers."""

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
        """Make the answer; None where there is no contact."""
        return None if contact is None else cls.model_construct(email=contact.email, name=contact.name)

    def as_contact(self) -> Contact:
        """Convert to the entity's contact."""
        return Contact(email=self.email, name=self.name)
