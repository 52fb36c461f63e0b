"""Requests and answers about the organisation."""

from collections.abc import Callable
from typing import Annotated, Self

from pydantic import ConfigDict, Field

from greenroom.api.fields import Line
from greenroom.api.subjects.base import AnswerModel, ChangeModel, example, whole_example
from greenroom.clock import UtcTime
from greenroom.models.organisation import Organisation, Policy
from greenroom.models.organisation_export import KEPT_FOR, ExportStatus, OrganisationExport, folder_of

OrganisationName = Annotated[Line, Field(min_length=1, max_length=200, examples=["Acme"])]


class WrittenPolicy(Policy):
    """Rules as a request sends them. They are validated more strictly than stored rules, which must stay readable."""

    model_config = ConfigDict(extra="forbid")

    sender_name: Annotated[Line, Field(max_length=100, examples=["Acme Talent"])] | None = None


class ChangePolicy(WrittenPolicy, ChangeModel):
    """Some rules. Rules that are left out stay as they are."""


class ChangeOrganisation(ChangeModel):
    """A new name or rules. Interviews that are still to come follow the change."""

    model_config = whole_example(policy={"min_notice_minutes": 60, "reminders": [1440, 60]})

    name: OrganisationName
    policy: ChangePolicy
    deletes_at: None
    """null takes back that the organisation is to be deleted."""


class OrganisationAnswer(AnswerModel):
    """The organisation with all of its rules."""

    org_id: Annotated[str, example("org_01jd8m2y3w1v9t7r5p3n1m9k7j")]
    name: OrganisationName
    policy: Policy
    created_at: UtcTime
    deletion_requested_at: UtcTime | None
    deletes_at: UtcTime | None
    """The time at which all its data is deleted; null without a request by `DELETE`."""
    version: Annotated[int, example(1)]
    """Rises with each change. `If-Match` is compared with it."""

    @classmethod
    def of(cls, organisation: Organisation) -> Self:
        """The answer about an organisation."""
        return cls.about(organisation, policy=organisation.policy.without_others())


class ExportPartAnswer(AnswerModel):
    """One file of an export."""

    name: Annotated[str, example("00003-candidates.jsonl")]
    size: Annotated[int, example(20480)]
    """The size in bytes."""
    url: Annotated[str, example("https://acme-documents.s3.ap-south-1.amazonaws.com/exports/…")]
    """A link to it for 15 minutes."""


class OrganisationExportAnswer(AnswerModel):
    """All data of the organisation: files of JSON lines (`{"kind", "item"}`) by kind, and archives of its files."""

    status: ExportStatus
    """PREPARING until all parts are there, then READY for a day."""
    requested_at: UtcTime
    ready_at: UtcTime | None
    expires_at: UtcTime | None
    """The time from which another request makes a new export."""
    parts: list[ExportPartAnswer]

    @classmethod
    def of(cls, export: OrganisationExport, link: Callable[[str], str]) -> Self:
        """Make the answer. `link` makes the address of a file."""
        folder, is_ready = folder_of(export.org_id, export.export_id), export.status is ExportStatus.READY
        return cls.about(
            export,
            expires_at=export.ready_at + KEPT_FOR if export.ready_at else None,
            parts=[
                ExportPartAnswer(name=part.name, size=part.size, url=link(f"{folder}{part.name}"))
                for part in export.parts
                if is_ready
            ],
        )
