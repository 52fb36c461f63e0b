"""Secret addresses of calendars for subscriptions in Google, Outlook or Apple. They have the owner and a secret."""

import hashlib
import hmac
import secrets
from typing import NamedTuple

from greenroom.errors import NotFoundError
from greenroom.models.calendar import Calendar

RANDOM_BYTES = 24
SUFFIX = ".ics"


class CalendarAddress(NamedTuple):
    """The end of an address: `<organisation>/<person's or job's part of the key>/<secret>.ics`."""

    calendar_key: str
    secret: str

    @property
    def org_id(self) -> str:
        """The organisation's id."""
        return self.calendar_key.partition("#")[0]

    @property
    def path(self) -> str:
        """The path in the address."""
        return f"{self.calendar_key.replace('#', '/')}/{self.secret}{SUFFIX}"

    @property
    def secret_hash(self) -> str:
        """The hash of the secret, which is stored."""
        return hashlib.sha256(self.secret.encode()).hexdigest()

    def opens(self, calendar: Calendar | None) -> bool:
        """Whether this is the present address of that calendar."""
        known = calendar.address_hash if calendar else None
        return known is not None and hmac.compare_digest(known, self.secret_hash)


def new_address(calendar_key: str) -> CalendarAddress:
    """An address with 192 random bits."""
    return CalendarAddress(calendar_key, secrets.token_urlsafe(RANDOM_BYTES))


def address_of(org_id: str, owner: str, name: str) -> CalendarAddress:
    """The address with these parts. Raises NotFoundError for an invalid one."""
    if not name.endswith(SUFFIX):
        raise NotFoundError("Calendar")
    return CalendarAddress(f"{org_id}#{owner}", name.removesuffix(SUFFIX))
