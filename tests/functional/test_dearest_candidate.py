"""The highest possible cost of a candidate: it equals the figure in docs/costs.md, and the limits allow no more."""

import json

from bench.dearest import DRAFT_KB, dearest, section
from bench.document import DOCUMENT
from greenroom.adapters.dynamodb import Database
from greenroom.adapters.recordings import OpenAITranscriber, Recordings
from greenroom.interviewing.ai_interview import MOST_SOUND_HEARD
from greenroom.settings import settings
from local.applications import with_parts
from local.gateway import Answer, answered, rest_event
from tests.clocks import Clock
from tests.functional.ai_interviews import InvitedCandidate, parts
from tests.world import app, aws

SIGN = "€"
"""Three bytes."""


def test_the_figure_stands_in_the_document() -> None:
    assert section() in DOCUMENT.read_text(), "run `python -m bench.dearest` and put it into docs/costs.md"
    assert sum(part.usd for part in dearest()) < 50


def sent(invited: InvitedCandidate, **draft: str) -> Answer:
    """A heartbeat in UTF-8, as browsers send it."""
    body = json.dumps(draft, ensure_ascii=False)
    return answered(rest_event("POST", "/ai/heartbeat", body, {"X-Session-Key": invited.key}))


def test_the_largest_draft_costs_what_the_figure_says_and_no_larger_one_is_taken(
    invited: InvitedCandidate, clock: Clock, cloud: Database
) -> None:
    first = invited.did("start")["question"]["id"]
    clock.forward(seconds=3)
    assert sent(invited, question_id=first, text=SIGN * 50_000, code=SIGN * 37_000).json["saved"]
    stored = json.dumps(parts(cloud, invited)["PRESENCE"], ensure_ascii=False, default=str).encode()
    assert DRAFT_KB * 0.9 < len(stored) / 1024 <= DRAFT_KB
    refused = sent(invited, question_id=first, text=SIGN * 50_000, code=SIGN * 50_000)
    assert (refused.status, refused.code) == (413, "TOO_LARGE")


def test_no_more_sound_is_written_down_than_the_figure_says(invited: InvitedCandidate, cloud: Database) -> None:
    first = invited.did("start")["question"]["id"]
    nobody = OpenAITranscriber("key", "whisper-1", "http://127.0.0.1:9/v1")
    with with_parts(app, recordings=Recordings(app.files, lambda: nobody)):
        key = invited.did("upload", question_id=first, content_type="audio/webm")["audio_key"]
        aws("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=b"0" * 9_000_000)
        heard = [invited("transcribe", question_id=first, audio_key=key) for _ in range(3)]
    assert [answer.status for answer in heard] == [200, 200, 409]
    assert "no more is" in heard[-1].text
    assert parts(cloud, invited)["PRESENCE"]["sound_heard"] == 18_000_000 <= MOST_SOUND_HEARD
