"""The drill of docs/operations.md on the local cloud: after a rotation, earlier records are still found and erased."""

import json
import os
import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

from greenroom.application import Application
from greenroom.clock import rfc3339, utc_now
from greenroom.models.caller import Caller
from greenroom.models.organisation import Role
from greenroom.settings import settings
from greenroom.usecases.erasure import erase_candidate
from local.erasures import work_as_deployed
from local.recruiting import Recruiter, eventually
from local.running import RunningStack
from local.stack import describe
from tests.stack.candidates import invited

ANSWER = "An answer that nobody else has given before a rotation."


def rotate(stack: RunningStack) -> None:
    """Put a version before those of the link secret. It counts two hours later, when every function knows of it."""
    names = describe(stack.account, stack.stack.stack_name).of("AWS::SecretsManager::Secret")
    client, name = stack.account.secretsmanager, names["LinkSecret"]
    versions = json.loads(client.get_secret_value(SecretId=name)["SecretString"])
    newer = {"secret": secrets.token_hex(32), "since": rfc3339(utc_now() + timedelta(hours=2))}
    client.put_secret_value(SecretId=name, SecretString=json.dumps([newer, *versions]))


def test_after_a_rotation_a_report_is_read_and_its_candidate_is_erased_whole(
    stack: RunningStack, tmp_path: Path
) -> None:
    founded = stack.new_organisation("Rotated", {"min_notice_minutes": 0, "room_opens_seconds_before": 86_400})
    recruiter = Recruiter(stack, founded.token)
    interview_id, candidate = invited(stack, recruiter)
    step = candidate.did("start")
    candidate.did("answer", question_id=step["question"]["id"], text=ANSWER)
    candidate.did("finish")

    def reported() -> Any:
        recruiter.made("POST", "/interviews/auto-update-status")
        report = recruiter.made("GET", f"/interviews/{interview_id}/report")
        return report if report["status"] == "READY" else None

    eventually(reported, "the report", 60)
    rotate(stack)

    assert recruiter.made("GET", f"/interviews/{interview_id}/report")["questions"][0]["answer"] == ANSWER
    stack.stack.write(tmp_path / "stack.json")
    with patch.dict(os.environ, {"GREENROOM_STACK": str(tmp_path / "stack.json")}):
        work_as_deployed()
        fresh = Application(settings(), clock=utc_now)  # a process that reads the secret after its rotation
        booking = fresh.schedule.booking(founded.org_id, interview_id)
        assert booking is not None
        assert fresh.links.key_of(booking.session_id, booking.version) == candidate.key
        caller = Caller(founded.org_id, "token:admin", Role.ADMIN)
        erase_candidate(booking.candidate_id, by=caller, now=utc_now(), **fresh.candidate_stores)

    left = {name: json.dumps(stack.items(name)) for name in stack.tables}
    assert {name for name, items in left.items() if ANSWER in items or booking.candidate_email in items} == set()
