"""The export of all data of an organisation into files, with its progress."""

from datetime import timedelta
from enum import StrEnum
from typing import Any

from greenroom.clock import UtcTime
from greenroom.models.entity import Entity

KEPT_FOR = timedelta(days=1)
"""The time that an export can be fetched before a new one is made. Its files are deleted after two days."""
ASKED_AGAIN_AFTER = timedelta(hours=1)
"""An export that has not come so far in this time was lost with its message."""


class ExportStatus(StrEnum):
    PREPARING = "PREPARING"
    READY = "READY"


class ExportPart(Entity):
    """One file of an export."""

    name: str
    size: int


class OrganisationExport(Entity):
    """One export. It is stored after each part, so that another process can continue after the last one."""

    org_id: str
    export_id: str
    status: ExportStatus = ExportStatus.PREPARING
    requested_at: UtcTime
    requested_by: str
    asked_at: UtcTime
    """The time when a message was last queued for it."""
    kind: str | None = None
    """The kind of items that is next; None for the first."""
    position: dict[str, Any] | None = None
    """The position where the next items of this kind begin; None at their beginning."""
    parts: tuple[ExportPart, ...] = ()
    ready_at: UtcTime | None = None
    version: int = 1


def folder_of(org_id: str, export_id: str) -> str:
    """The folder of an export's files."""
    return f"exports/{org_id}/{export_id}/"
