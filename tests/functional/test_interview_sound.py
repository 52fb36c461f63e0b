"""Recordings of answers and speech of questions: uploaded, transcribed, read aloud, and not kept longer than needed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from greenroom.adapters.dynamodb import Database
from greenroom.adapters.metering import meter
from greenroom.adapters.recordings import OpenAITranscriber, Recordings
from greenroom.adapters.voice import OpenAIVoice, Voices
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.plan import Question
from greenroom.interviewing.practice import practice_question
from greenroom.models.slot import AiInterviewType
from greenroom.settings import settings
from local.applications import with_parts
from tests.clocks import Clock
from tests.functional.ai_interviews import (
    InvitedCandidate,
    an_invited_candidate,
    make_report,
    parts,
    prepare,
)
from tests.usage_lines import usage_lines
from tests.world import Founder, app, aws, versions_below

ANSWER = "First I write a test that fails. Then I find the cause, fix it, and keep the test."
BY_TIME = {"type": "duration", "seconds": 4.5}


@contextmanager
def writing_down(text: str, usage: Any = BY_TIME) -> Iterator[str]:
    """A server that transcribes any recording to this text, and makes speech of any text."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"]))
            told = {"text": text, "usage": usage}
            heard = told if b"sound" in sent and self.path.endswith("/audio/transcriptions") else {}
            speaks = self.path.endswith("/audio/speech")
            body = b"spoken: " + json.loads(sent)["input"].encode() if speaks else json.dumps(heard).encode()
            self.send_response(200)
            self.send_header("Content-Type", "audio/mpeg" if speaks else "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_address[1]}/v1"
    finally:
        httpd.shutdown()
        httpd.server_close()


def test_a_recording_is_uploaded_by_a_form_for_its_question_alone(invited: InvitedCandidate, cloud: Database) -> None:
    first = invited.did("start")["question"]
    form = invited.did("upload", question_id=first["id"], content_type="audio/webm;codecs=opus")
    key = form["audio_key"]
    assert key.startswith(f"answers/{invited.org_id}/{invited.interview_id}/{first['id']}/")
    assert form["upload"]["fields"]["Content-Type"] == "audio/webm"
    assert invited("upload", question_id=first["id"], content_type="video/mp4").code == "VALIDATION"

    foreign = invited(
        "answer", question_id=first["id"], audio_key=f"answers/{invited.org_id}/int_other/{first['id']}/rec_1.webm"
    )
    assert foreign.code == "VALIDATION"
    aws("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=b"sound")
    assert invited.did("transcribe", question_id=first["id"], audio_key=key) == {"text": None}
    invited.did("answer", question_id=first["id"], audio_key=key)
    kept = parts(cloud, invited)["TURN#01"]["audio_key"]
    assert kept.startswith(f"answers/{invited.org_id}/{invited.interview_id}/{first['id']}/")
    assert kept != key


def test_a_recording_stays_what_was_handed_in_whatever_is_uploaded_by_its_form_later(invited: InvitedCandidate) -> None:
    first = invited.did("start")["question"]
    key = invited.did("upload", question_id=first["id"], content_type="audio/webm")["audio_key"]
    bucket, s3 = settings().documents_bucket, aws("s3")
    s3.put_object(Bucket=bucket, Key=key, Body=b"handed in")
    invited.did("answer", question_id=first["id"], audio_key=key)
    s3.put_object(Bucket=bucket, Key=key, Body=b"better")
    invited.did("answer", question_id=first["id"], audio_key=key)
    found = app.ai_interviews.find(invited.session_hash)
    assert found is not None
    kept = found[0].turns[first["id"]].audio_key
    assert kept is not None
    assert s3.get_object(Bucket=bucket, Key=kept)["Body"].read() == b"handed in"


def test_a_recording_that_was_never_uploaded_is_no_answer(invited: InvitedCandidate, cloud: Database) -> None:
    first = invited.did("start")["question"]
    key = invited.did("upload", question_id=first["id"], content_type="audio/webm")["audio_key"]
    invited.did("answer", question_id=first["id"], audio_key=key)
    assert parts(cloud, invited)["TURN#01"].get("audio_key") is None


def test_each_question_takes_five_recordings_and_five_transcriptions(
    invited: InvitedCandidate, cloud: Database
) -> None:
    first = invited.did("start")["question"]["id"]
    forms = [invited("upload", question_id=first, content_type="audio/webm") for _ in range(7)]
    assert [form.status for form in forms] == [200] * 5 + [409] * 2
    assert forms[-1].code == "INVALID_STATE"
    key = forms[0].json["audio_key"]
    heard = [invited("transcribe", question_id=first, audio_key=key).status for _ in range(6)]
    assert heard == [200] * 5 + [409]
    assert parts(cloud, invited)["PRESENCE"]["forms"] == {first: 5}


def test_an_interview_takes_forty_recordings(invited: InvitedCandidate, cloud: Database) -> None:
    invited.did("start")
    asked = [question["id"] for question in parts(cloud, invited)["PLAN"]["plan"]["questions"]]
    presence = app.ai_interviews.present(invited.session_hash)
    assert presence is not None
    full = presence[1].changed(version=presence[1].version + 1, forms={f"q{number}": 5 for number in range(8)})
    app.ai_interviews.note_presence(invited.session_hash, full)
    assert invited("upload", question_id=asked[0], content_type="audio/webm").code == "INVALID_STATE"


def test_a_recording_that_is_written_down_is_not_kept(invited: InvitedCandidate) -> None:
    first = invited.did("start")["question"]
    key = invited.did("upload", question_id=first["id"], content_type="audio/ogg")["audio_key"]
    aws("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=b"sound")
    invited.did("answer", question_id=first["id"], audio_key=key, text=ANSWER)
    assert versions_below(f"answers/{invited.org_id}/") == []


def test_a_recording_that_says_more_than_its_text_is_kept_beside_it(invited: InvitedCandidate) -> None:
    first = invited.did("start")["question"]
    key = invited.did("upload", question_id=first["id"], content_type="audio/webm")["audio_key"]
    s3, bucket = aws("s3"), settings().documents_bucket
    s3.put_object(Bucket=bucket, Key=key, Body=b"sound")
    invited.did("answer", question_id=first["id"], audio_key=key, text="The beginning of it.", keep_recording=True)
    invited.did("finish")
    make_report(invited)
    (only,) = invited.report()["questions"]
    assert only["answer"] == "The beginning of it."
    assert key.rpartition("/")[0] in only["audio_url"]


def test_a_spoken_answer_is_written_down_by_a_provider_that_can(found: Founder, clock: Clock) -> None:
    with writing_down(" I write a test first. ") as url:
        transcriber = OpenAITranscriber("key", "whisper-1", url)
        with with_parts(app, recordings=Recordings(app.files, lambda: transcriber)):
            invited = an_invited_candidate(found)
            question = invited.did("start")["question"]
            key = invited.did("upload", question_id=question["id"], content_type="audio/webm")["audio_key"]
            aws("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=b"sound")
            with usage_lines() as lines:
                heard = invited.did("transcribe", question_id=question["id"], audio_key=key)
            assert heard == {"text": "I write a test first."}
            assert [line["models"] for line in lines.told] == [{"whisper-1": {"calls": 1.0, "seconds": 4.5}}]
            invited.did("answer", question_id=question["id"], audio_key=key)
            invited.did("finish")
            make_report(invited)
    (only,) = invited.report()["questions"]
    assert only["answer"] == "I write a test first."
    assert key.rpartition("/")[0] in only["audio_url"]


@pytest.mark.parametrize("usage", [None, {"type": "duration", "seconds": -1}])
def test_a_provider_that_does_not_say_what_it_used_is_counted_all_the_same(usage: Any) -> None:
    meter.begin()
    meter.serve("org_1", "int_1")
    with writing_down("Words.", usage) as url:
        assert OpenAITranscriber("key", "whisper-1", url).hear(b"sound", "rec_1.webm") == "Words."
    [used] = meter.end(512, 0).values()
    assert used.models == {"whisper-1": {"calls": 1, "calls_without_usage": 1}}


def test_sound_that_nobody_wrote_down_can_be_heard(found: Founder, clock: Clock) -> None:
    invited = an_invited_candidate(found)
    question = invited.did("start")["question"]
    key = invited.did("upload", question_id=question["id"], content_type="audio/webm")["audio_key"]
    aws("s3").put_object(Bucket=settings().documents_bucket, Key=key, Body=b"sound")
    invited.did("answer", question_id=question["id"], audio_key=key)
    invited.did("finish")
    make_report(invited)
    (only,) = invited.report()["questions"]
    assert only["answer"] is None
    assert key.rpartition("/")[0] in only["audio_url"]


def questions_of(cloud: Database, invited: InvitedCandidate) -> list[str]:
    return [question["text"] for question in parts(cloud, invited)["PLAN"]["plan"]["questions"]]


def test_questions_are_read_aloud_by_a_provider_that_speaks(found: Founder, clock: Clock, cloud: Database) -> None:
    with writing_down("") as url:
        voice = OpenAIVoice("key", "tts-1", url)
        speaking = with_parts(app, voices=Voices(lambda: app.files, lambda: voice))
        with speaking, usage_lines() as lines:
            invited = an_invited_candidate(found)
    [spoken] = [line for line in lines.told if line["models"]]
    texts = [*questions_of(cloud, invited), practice_question("en-IN")[0]]
    assert spoken["models"] == {"tts-1": {"calls": len(texts), "characters": sum(len(text) for text in texts)}}
    # Each is copied from earlier speech (which fails here), then stored for its interview and for later interviews.
    assert spoken["amounts"]["file_writes"] == 3 * len(texts)
    question = invited.did("start")["question"]
    key = f"questions/{invited.org_id}/{invited.interview_id}/{question['id']}.mp3"
    assert key in question["audio_url"]
    kept = aws("s3").get_object(Bucket=settings().documents_bucket, Key=key)
    assert kept["Body"].read() == b"spoken: " + question["text"].encode()
    # If the provider fails, the browser's voice is used.
    assert an_invited_candidate(found).did("start")["question"]["audio_url"] is None


def test_a_question_of_the_bank_that_was_read_aloud_before_is_not_paid_for_again(
    found: Founder, clock: Clock, cloud: Database
) -> None:
    job = {"job_title": "Nurse, intensive care", "domain": "Nursing", "job_description": "Care on an intensive ward."}
    with writing_down("") as url:
        voice = OpenAIVoice("key", "tts-2", url)
        speaking = with_parts(app, voices=Voices(lambda: app.files, lambda: voice))
        with speaking, usage_lines() as lines:
            first, second = an_invited_candidate(found, job=job), an_invited_candidate(found, job=job)
            asked_before, asked = set(questions_of(cloud, first)), questions_of(cloud, second)
            assert prepare_again(second, cloud) == {"batchItemFailures": []}
    models = [line["models"].get("tts-2", {}).get("calls", 0) for line in lines.told]
    new = [text for text in asked if text not in asked_before]
    practice = 1
    assert sum(models) == practice + len(asked_before) + len(new) < len(asked_before) + len(asked)
    heard = second.did("start")["question"]
    key = f"questions/{second.org_id}/{second.interview_id}/{heard['id']}.mp3"
    kept = aws("s3").get_object(Bucket=settings().documents_bucket, Key=key)["Body"].read()
    assert kept == b"spoken: " + heard["text"].encode()


def prepare_again(invited: InvitedCandidate, cloud: Database) -> Any:
    """Delete the plan, as if the function had died before storing it, and deliver the booking again."""
    for part in ("BRIEF", "PLAN", "SESSION#FACTS"):
        cloud.delete(settings().tables.sessions, {"session_hash": invited.session_hash, "part": part})
    return prepare(invited.booking)


def test_the_sound_of_a_question_about_a_candidates_work_is_kept_for_its_interview_alone(cloud: Database) -> None:
    question = Question(
        id="resume-project",
        round=AiInterviewType.TECHNICAL,
        text="What did you build at Sunrise Robotics?",
        competency=Competency.EXPERIENCE,
        expected_points=("what it was",),
        time_limit_seconds=120,
        difficulty=1,
    )
    with writing_down("") as url, usage_lines():
        voices = Voices(lambda: app.files, lambda: OpenAIVoice("key", "tts-3", url))
        assert voices.read_aloud("org_1", "int_cached", {question.id: question.text}) == ("resume-project",)
    silent = Voices(lambda: app.files, lambda: OpenAIVoice("key", "tts-3", "http://127.0.0.1:9/v1"))
    assert silent.read_aloud("org_1", "int_cached", {question.id: question.text}) == ("resume-project",)
    assert silent.read_aloud("org_1", "int_other", {question.id: question.text}) == ()
