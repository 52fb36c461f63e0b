"""Fields of forms. An empty field counts as left out, and a refusal names its field."""

from collections.abc import Mapping

from greenroom.api.fields import Email, Line
from greenroom.api.forms import read_form
from greenroom.api.subjects.base import RequestModel
from greenroom.errors import ValidationError
from greenroom.models.contact import Contact

CONTACT_FIELDS = ("contact_email", "contact_name")
NO_ADDRESS = "Give the address at which this person answers, too."


class ContactForm(RequestModel):
    """The contact for candidates, as part of another form."""

    contact_email: Email | None = None
    contact_name: Line | None = None


def without_blanks(typed: Mapping[str, str]) -> dict[str, str]:
    """The fields that are not empty."""
    return {name: value for name, value in typed.items() if value}


def problems_of(problem: ValidationError | None) -> dict[str, str]:
    """The problems by field."""
    return {detail.field: detail.message for detail in problem.details} if problem else {}


def contact_in(typed: Mapping[str, str]) -> Contact | None:
    """The contact of a form; None if it is empty. Raises ValidationError for a name without an address."""
    return contact_of_form(read_form(ContactForm, without_blanks({name: typed[name] for name in CONTACT_FIELDS})))


def contact_of_form(form: ContactForm) -> Contact | None:
    """The contact of a form that was validated. Raises ValidationError for a name without an address."""
    if form.contact_email is not None:
        return Contact(email=form.contact_email, name=form.contact_name)
    if form.contact_name is not None:
        raise ValidationError.about("contact_email", NO_ADDRESS)
    return None


def contact_fields(contact: Contact | None) -> dict[str, str]:
    """A contact as the fields of a form."""
    return {"contact_email": contact.email if contact else "", "contact_name": (contact and contact.name) or ""}
