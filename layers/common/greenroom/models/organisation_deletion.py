"""The deletion of an organisation: requested, or done. It is all that remains afterwards."""

from datetime import timedelta

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity

HAS_BEGUN = "This organisation is being deleted. That can not be taken back."
DELETED_AFTER = timedelta(days=7)
"""Time between the request and the deletion, in which it can be withdrawn."""
MAIL_GOES_OUT_WITHIN = timedelta(minutes=15)
"""Time between the last cancellation and removing the records that its e-mail, meeting and webhook need."""


class OrganisationDeletion(Entity):
    """Ids and times, and no personal data.

    It is stored with the tombstones of candidates, and survives a restore of other tables.
    """

    org_id: str
    requested_at: UtcTime
    requested_by: str
    """The member's id or the token's name."""
    deletes_at: UtcTime
    emptied_at: UtcTime | None = None
    """The time when its last candidate was erased."""
    deleted_at: UtcTime | None = None
