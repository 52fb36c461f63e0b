"""Schemathesis sends requests that the document allows, and others, to the local cloud; each answer must follow the
document.

schemathesis.toml has the kinds and the number of requests.
"""

import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from local.paths import ROOT
from local.recruiting import Recruiter, at
from local.running import RunningStack
from tests.examples import example_of
from tests.stack.candidates import invited

CONFIG = ROOT / "tests" / "stack" / "schemathesis.toml"
JOIN = "/api/v1/interviews/{interview_id}/join"
AT_MOST_SECONDS = 1_200


@pytest.fixture(scope="module")
def recruiter(stack: RunningStack) -> Recruiter:
    """An organisation whose data may be changed in any way."""
    policy = {
        "min_notice_minutes": 0,
        "max_advance_days": 730,
        "join_buffer_minutes": 1440,
        "room_opens_seconds_before": 86_400,
    }
    return Recruiter(stack, stack.new_organisation("Fuzzed", policy).token)


def real_values(recruiter: Recruiter) -> dict[str, Any]:
    """Real records for the examples of the document, by the names of their fields."""
    job_id = recruiter.job()
    candidate_id = recruiter.candidate(job_id)
    day = datetime.now(UTC).date() + timedelta(days=10)
    webhook = {"url": "https://hooks.example.com/greenroom", "notify_email": "it@example.com", "enabled": False}
    return {
        "job_id": job_id,
        "candidate_id": candidate_id,
        "slot_id": recruiter.slot(job_id, at(5), max_candidates=50),
        "interview_id": recruiter.interview(job_id, candidate_id),
        "token_id": recruiter.made("POST", "/tokens", {"name": "Old", "role": "viewer"})["token_id"],
        "webhook_id": recruiter.made("POST", "/webhooks", webhook)["webhook_id"],
        "interview_date": f"{day}",
        "from": f"{day}",
        "to": f"{day + timedelta(days=14)}",
    }


def with_values(document: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The document with examples of requests that hold these values."""
    schemas = document["components"]["schemas"]
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path" and parameter["name"] in values:
                    parameter["example"] = values[parameter["name"]]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body:
                found = example_of(body["schema"], schemas)
                body["example"] = found | {name: value for name, value in values.items() if name in found}
    return document


def open_interview(stack: RunningStack, recruiter: Recruiter) -> dict[str, str]:
    """An AI interview that runs: the key of its link, the question that is asked now, and a recording for it."""
    _, candidate = invited(stack, recruiter)
    question_id = candidate.did("start")["question"]["id"]
    audio_key = candidate.did("upload", question_id=question_id, content_type="audio/webm")["audio_key"]
    return {"session_key": candidate.key, "question_id": question_id, "audio_key": audio_key}


def open_meeting(recruiter: Recruiter) -> dict[str, str]:
    """An ONLINE interview that can be joined now."""
    job_id = recruiter.job()
    slot_id = recruiter.slot(job_id, datetime.now(UTC).replace(second=0, microsecond=0) + timedelta(hours=1))
    interview_id = recruiter.interview(job_id, recruiter.candidate(job_id), interview_type="ONLINE", slot_id=slot_id)
    shown = recruiter.made("GET", f"/interviews/{interview_id}")
    return {"interview_id": interview_id, "room_id": shown["room_id"]}


@pytest.fixture(scope="module")
def interview(stack: RunningStack, recruiter: Recruiter) -> dict[str, str]:
    """The interview that /ai/* is asked about."""
    return open_interview(stack, recruiter)


@pytest.fixture(scope="module")
def document(recruiter: Recruiter, interview: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The document as it is served, with examples that name what is there."""
    served = with_values(recruiter.made("GET", "/openapi.json"), real_values(recruiter) | interview)
    meeting = served | {"paths": {JOIN: served["paths"][JOIN]}}
    with_values(meeting, open_meeting(recruiter))
    path = tmp_path_factory.mktemp("schemathesis") / "openapi.json"
    path.write_text(json.dumps(served))
    return path


@pytest.mark.parametrize(
    "phases",
    [
        "examples",
        # Minutes long, over 150 operations by now.
        pytest.param("coverage,fuzzing,stateful", marks=pytest.mark.storm),
    ],
)
def test_no_request_gets_an_answer_outside_the_document(
    stack: RunningStack, recruiter: Recruiter, interview: dict[str, str], document: Path, tmp_path: Path, phases: str
) -> None:
    command = [sys.executable, "-c", "from schemathesis.cli import schemathesis; schemathesis()"]
    command += ["--config-file", str(CONFIG), "run", str(document), "--no-color", "--phases", phases]
    env = os.environ | {
        "GREENROOM_API": stack.api_url,
        "GREENROOM_TOKEN": recruiter.token,
        "GREENROOM_SESSION_KEY": interview["session_key"],
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "layers" / "common")]),
    }

    done = subprocess.run(
        command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=AT_MOST_SECONDS, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
