"""Times for bookings, and the busy times in calendars."""

from datetime import UTC, datetime, timedelta

from greenroom.adapters.dynamodb import Database
from greenroom.models.calendar import calendar_key
from greenroom.settings import settings
from tests.world import Tenant

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).replace(microsecond=0, second=0, minute=0)


def at(moment: datetime) -> str:
    """A time in the API's format."""
    return moment.isoformat().replace("+00:00", "Z")


def busy(cloud: Database, tenant: Tenant, email: str) -> list[str]:
    """The interviews in a person's calendar."""
    found = cloud.get(settings().tables.calendars, {"calendar_key": calendar_key(tenant.org_id, email)})
    return sorted(found["busy"]) if found else []
