"""A table is lost and restored, as docs/operations.md says it: nothing is mailed, and nobody who was erased is back."""

import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from greenroom.clock import rfc3339
from local import erasures, pause, table_settings
from local.recruiting import Recruiter, at, eventually
from local.running import RunningStack
from tests.stack.candidates import invited
from tests.stack.mails_to import mails_to_address

OF_ONE_BOOKING = (
    "CandidatesTable",
    "InterviewsTable",
    "BookingsTable",
    "SlotsTable",
    "CalendarsTable",
    "SessionsTable",
)
"""The tables that are restored to the same time."""
AN_OPEN_ROOM = {"min_notice_minutes": 0, "room_opens_seconds_before": 86_400}
COMMANDS = {
    "pause": (pause.main, "pause"),
    "resume": (pause.main, "resume"),
    "table-settings": (table_settings.main, ""),
    "erase-again": (erasures.main, ""),
}


@dataclass(frozen=True)
class Operator:
    """A person who runs make targets."""

    file: Path
    capsys: pytest.CaptureFixture[str]

    def make(self, target: str, **variables: str) -> str:
        """Run a command. Returns its output, and fails if it failed."""
        main, argument = COMMANDS[target]
        given = {"GREENROOM_STACK": str(self.file), **variables}
        with patch.dict(os.environ, given), patch.object(sys, "argv", ["make", argument]):
            os.environ.pop("AWS_PROFILE", None)
            self.capsys.readouterr()
            code = main()
        said = self.capsys.readouterr()
        assert code == 0, said.out + said.err
        return said.out + said.err


@pytest.fixture
def operator(stack: RunningStack, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Operator]:
    found = Operator(tmp_path / "stack.json", capsys)
    stack.stack.write(found.file)
    yield found
    found.make("resume")


def copy_of(stack: RunningStack, org_id: str) -> dict[str, list[dict[str, Any]]]:
    """An organisation's items of these tables, as a restore to this moment would have them."""
    return {table: [item for item in stack.items(table) if org_id in json.dumps(item)] for table in OF_ONE_BOOKING}


def copied_back(stack: RunningStack, copy: dict[str, list[dict[str, Any]]]) -> None:
    for table, items in copy.items():
        for item in items:
            stack.client("dynamodb").put_item(TableName=stack.tables[table], Item=item)


@pytest.mark.storm
def test_a_lost_table_is_restored_and_nothing_is_mailed_and_nobody_is_back(
    stack: RunningStack, operator: Operator
) -> None:
    founded = stack.new_organisation("Restored", AN_OPEN_ROOM)
    recruiter = Recruiter(stack, founded.token)
    finished, candidate = invited(stack, recruiter)
    candidate.did("start")
    candidate.did("finish")
    job_id = recruiter.job()
    erased = recruiter.candidate(job_id, full_name="Erased Person")
    booked = recruiter.interview(job_id, erased, starts_at=rfc3339(at(6)), duration_minutes=30)
    address = recruiter.made("GET", f"/candidates/{erased}")["email"]
    asked = recruiter.candidate(job_id, full_name="Erased Person")
    choosing = recruiter.interview(job_id, asked)
    assert recruiter.call("POST", f"/interviews/{choosing}/invite", {}).status == 202
    asked_address = recruiter.made("GET", f"/candidates/{asked}")["email"]
    eventually(lambda: mails_to_address(stack, address), "the invitation")
    eventually(lambda: mails_to_address(stack, asked_address), "the invitation to choose a time")
    before_erasure = copy_of(stack, founded.org_id)
    assert recruiter.call("DELETE", f"/candidates/{erased}").status == 204
    assert recruiter.call("DELETE", f"/candidates/{asked}").status == 204
    eventually(lambda: len(mails_to_address(stack, address)) == 2, "the cancellation")
    told_before = len(mails_to_address(stack, asked_address))

    assert "switched off" in operator.make("pause")
    copied_back(stack, before_erasure)
    assert recruiter.made("GET", f"/candidates/{erased}")["full_name"] == "Erased Person", "brought back"
    for table in ("BookingsTable", "SessionsTable"):
        operator.make("table-settings", TABLE=table)
    said = operator.make("erase-again", SINCE=f"{datetime.now(UTC):%Y-%m-%d}")
    assert "Erased again: 2" in said
    assert "switched on" in operator.make("resume")

    # What acts by itself again has seen to what was there meanwhile: a later booking is invited.
    other = recruiter.candidate(job_id)
    recruiter.interview(job_id, other, starts_at=rfc3339(at(9)), duration_minutes=30)
    other_address = recruiter.made("GET", f"/candidates/{other}")["email"]
    eventually(lambda: mails_to_address(stack, other_address), "the invitation of a later booking")
    recruiter.made("POST", "/interviews/auto-update-status")
    assert (len(mails_to_address(stack, address)), len(mails_to_address(stack, asked_address))) == (2, told_before)
    left = json.dumps([stack.items(table) for table in OF_ONE_BOOKING])
    assert [one for one in ("Erased Person", address, asked_address) if one in left] == []
    statuses = [recruiter.made("GET", f"/interviews/{one}")["status"] for one in (booked, choosing, finished)]
    assert statuses == ["CANCELLED", "CANCELLED", "COMPLETED"]
    assert "Erased again: 0" in operator.make("erase-again", SINCE=f"{datetime.now(UTC):%Y-%m-%d}")
