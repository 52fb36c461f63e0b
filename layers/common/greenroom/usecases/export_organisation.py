"""Export all data of an organisation: lines of JSON by kind, and archives of files, in parts of a few megabytes.

One part is held in memory at a time. Its name follows from its number. It is stored first and noted afterwards, so a
process that ends in between leaves a part that the next process writes over.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greenroom.errors import ConditionsFailedError
from greenroom.identifiers import new_id
from greenroom.models.caller import Caller
from greenroom.models.organisation_export import (
    ASKED_AGAIN_AFTER,
    KEPT_FOR,
    ExportPart,
    ExportStatus,
    OrganisationExport,
    folder_of,
)
from greenroom.models.organisation_items import KINDS, kind_named
from greenroom.usecases.links import LinkMaker

if TYPE_CHECKING:
    from greenroom.adapters.files import Files
    from greenroom.adapters.organisation_exports import ExportsQueue, OrganisationExports
    from greenroom.adapters.organisation_items import OrganisationItems
    from greenroom.adapters.organisations import Organisations

LINES_OF_A_PART = 4 * 2**20
FILES_OF_A_PART = 16 * 2**20
LARGEST_FILE = 32 * 2**20
ITEMS_AT_ONCE = 10
"""Items of one page. Each interview comes with its log, transcript and notes."""
ORGANISATION, FILES = "organisation", "files"
SECTIONS = (ORGANISATION, *(kind.name for kind in KINDS), FILES)
FOLDERS = ("answers", "drafts", "resumes")
"""The folders in the order of their names, in which S3 lists them."""
OPENS_SOMETHING = frozenset(
    {
        *("token_hash", "token_hashes", "session_hash", "usage_key", "room_id", "candidate_room_id", "address_hash"),
        *("address_key", "calendar_key", "calendar_keys", "claim_id", "public_key", "credential_id"),
    }
)
"""Attributes that grant access or reveal an address behind a hash. They are not exported."""


def ask_for_export(
    *, by: Caller, exports: "OrganisationExports", queue: "ExportsQueue", now: datetime, only_looks: bool = False
) -> OrganisationExport:
    """The newest export of the caller's organisation. Begins one if there is none of the last day.

    A caller who `only_looks` gets the same answer, and nothing is stored or queued.
    """
    found = exports.newest(by.org_id)
    if found is not None and found.ready_at is not None and now - found.ready_at < KEPT_FOR:
        return found
    if found is not None and found.status is ExportStatus.PREPARING and now - found.asked_at < ASKED_AGAIN_AFTER:
        return found
    if found is not None and found.status is ExportStatus.PREPARING:
        asked = found.changed(asked_at=now, version=found.version + 1)
    else:
        asked = OrganisationExport(
            org_id=by.org_id,
            export_id=new_id("exp"),
            requested_at=now,
            requested_by=by.actor,
            asked_at=now,
            version=found.version + 1 if found else 1,
        )
    if only_looks:
        return asked
    try:
        exports.replace(asked, found.version if found else 0)
    except ConditionsFailedError:
        # Another call began an export or stored a part at this moment; that export is the newest.
        return exports.newest(by.org_id) or asked
    queue.ask_for(by.org_id)
    return asked


def make_export(
    org_id: str,
    *,
    organisations: "Organisations",
    exports: "OrganisationExports",
    queue: "ExportsQueue",
    items: "OrganisationItems",
    files: "Files",
    links: LinkMaker,
    now: datetime,
    has_time: Callable[[], bool],
) -> OrganisationExport | None:
    """Make the missing parts of an export, within the time, and leave a message for the rest.

    No part is begun once the organisation is being deleted: files are removed a quarter of an hour after that begins.
    Raises ConditionsFailedError where another process works on the same export.
    """
    export = exports.newest(org_id)
    while export is not None and export.status is ExportStatus.PREPARING and not organisations.is_going(org_id):
        if not has_time():
            queue.ask_for(org_id)
            return export
        kind = export.kind or SECTIONS[0]
        content, position = (
            _files(org_id, export.position, files)
            if kind == FILES
            else _lines(org_id, kind, export.position, items, links)
        )
        export = _noted(export, kind, content, position, files, now)
        exports.replace(export, export.version - 1)
    return export


def _noted(
    export: OrganisationExport,
    kind: str,
    content: bytes,
    position: dict[str, Any] | None,
    files: "Files",
    now: datetime,
) -> OrganisationExport:
    """Store a part and note it on the export, with the position of the next part."""
    parts = export.parts
    if content:
        ending, content_type = ("zip", "application/zip") if kind == FILES else ("jsonl", "application/jsonl")
        name = f"{len(parts) + 1:05}-{kind}.{ending}"
        files.store(f"{folder_of(export.org_id, export.export_id)}{name}", content, content_type)
        parts = (*parts, ExportPart(name=name, size=len(content)))
    after = export.changed(parts=parts, position=position, kind=kind, version=export.version + 1)
    if position is not None:
        return after
    place = SECTIONS.index(kind) + 1
    if place < len(SECTIONS):
        return after.changed(kind=SECTIONS[place])
    return after.changed(status=ExportStatus.READY, ready_at=now)


def _lines(
    org_id: str, kind: str, position: dict[str, Any] | None, items: "OrganisationItems", links: LinkMaker
) -> tuple[bytes, dict[str, Any] | None]:
    """Lines of one kind for one part, and the position of the next part."""
    if kind == ORGANISATION:
        return b"".join(_line(kind, item) for item in items.of_organisation(org_id)), None
    written = bytearray()
    while True:
        some, position = items.page(org_id, kind_named(kind), position, limit=ITEMS_AT_ONCE)
        for item in some:
            written += _line(kind, item)
            if kind == "interviews":
                written += b"".join(_line(name, one) for name, one in _of_interview(item, items, links))
        if position is None or len(written) >= LINES_OF_A_PART:
            return bytes(written), position


def _of_interview(
    interview: dict[str, Any], items: "OrganisationItems", links: LinkMaker
) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, _key, item in items.of_interview(interview):
        yield name, item
    if interview.get("session_id"):
        for version in range(1, int(interview.get("booking_version", 0)) + 1):
            for part in items.of_session(links.hash_of(interview["session_id"], version)):
                yield "sessions", part


def _line(kind: str, item: dict[str, Any]) -> bytes:
    shown = {name: value for name, value in item.items() if name not in OPENS_SOMETHING}
    return json.dumps({"kind": kind, "item": shown}, ensure_ascii=False, default=str).encode() + b"\n"


def _files(org_id: str, position: dict[str, Any] | None, files: "Files") -> tuple[bytes, dict[str, Any] | None]:
    """An archive of files for one part, and the key after which the next part begins."""
    last = (position or {}).get("after", "")
    keys = (key for folder in FOLDERS for key in files.keys_below(f"{folder}/{org_id}/", after=last))
    archive, taken, goes_on_after = io.BytesIO(), 0, None
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for key in keys:
            content = files.read(key, LARGEST_FILE)
            if content is None:
                continue
            packed.writestr(key, content)
            taken += len(content)
            if taken >= FILES_OF_A_PART:
                goes_on_after = {"after": key}
                break
    return archive.getvalue() if taken else b"", goes_on_after
