"""An organisation's newest export, and the queue by which it is made."""

import json
from typing import TYPE_CHECKING

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.items import fields_of
from greenroom.adapters.shapes import Shape
from greenroom.adapters.tracing import trace
from greenroom.adapters.unreadable import entity_of
from greenroom.models.organisation_export import OrganisationExport
from greenroom.settings import Tables

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

SHAPE = Shape.of(("key",), OrganisationExport)


class OrganisationExports:
    """Stores one export for each organisation: the newest."""

    def __init__(self, database: Database, tables: Tables) -> None:
        self._database = database
        self._table = tables.organisations

    def newest(self, org_id: str) -> OrganisationExport | None:
        """The newest export, ready or not."""
        item = self._database.get(self._table, export_key(org_id))
        return entity_of(OrganisationExport, item, self._table) if item else None

    def replace(self, export: OrganisationExport, before: int) -> None:
        """Store an export over the one at version `before`, where 0 stands for none. Raises ConditionsFailedError."""
        same = "#version = :before" if before else "attribute_not_exists(#key)"
        values = {":before": before} if before else {}
        item = fields_of(export) | export_key(export.org_id)
        self._database.replace(self._table, item, SHAPE, same, values)


class ExportsQueue:
    """The queue of exports. A message holds an organisation's id and no other data."""

    def __init__(self, client: "SQSClient", url: str) -> None:
        self._client = client
        self._url = url

    def ask_for(self, org_id: str) -> None:
        """Send a message to make an organisation's export. A repetition does no harm."""
        body = json.dumps({"export_of": org_id, **trace.as_attribute()})
        self._client.send_message(QueueUrl=self._url, MessageBody=body)


def export_key(org_id: str) -> dict[str, str]:
    """The key of an organisation's newest export."""
    return {"key": f"ORG#{org_id}#EXPORT"}
