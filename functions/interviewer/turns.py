"""The routes of an AI interview. Each may be repeated; none needs more than the session key."""

from functions.interviewer.app import TAG, admitted_presence, admitted_sitting, api, room
from greenroom.adapters.model_wiring import recordings
from greenroom.adapters.wiring import files, sittings
from greenroom.api.interviewing import (
    AnswerQuestion,
    FinishInterview,
    Heartbeat,
    HeartbeatBody,
    StartInterview,
    StepBody,
    Transcribe,
    TranscriptBody,
    UploadAnswer,
    UploadBody,
    UploadTarget,
)
from greenroom.clock import utc_now
from greenroom.errors import FieldProblem, ValidationError
from greenroom.models.recording import is_recording_of
from greenroom.models.session import Session
from greenroom.observability import metrics
from greenroom.usecases.interview import answer, finish, refuse_not_running, start
from greenroom.usecases.presence import heartbeat

ERRORS = ("UNAUTHENTICATED", "LINK_EXPIRED", "THROTTLED", "INVALID_STATE", "BUSY")


@api.post(
    "/ai/start",
    summary="Begin the interview, or come back to it: the question that is asked now",
    tag=TAG,
    role=None,
    errors=(*ERRORS, "OUTSIDE_WINDOW"),
)
def start_interview(body: StartInterview) -> StepBody:
    """Checks the candidate in the first time; again, from any device: the same question, draft and clocks."""
    now = utc_now()
    consented = body.consent is True
    step = start(admitted_sitting(body, now), consented=consented, client_id=body.client_id, room=room(), now=now)
    if step.is_new:
        metrics.add_metric("InterviewStarted", "Count", 1)
    return StepBody.of(step, now, _sound)


@api.post("/ai/answer", summary="Hand in an answer and get the next question", tag=TAG, role=None, errors=ERRORS)
def answer_question(body: AnswerQuestion) -> StepBody:
    """Stored before the next question is given. The same question twice: what was stored first stays."""
    now = utc_now()
    sitting = admitted_sitting(body, now)
    if body.audio_key is not None:
        refuse_foreign_recording(body.audio_key, body.question_id, sitting.session)
    step = answer(sitting, body.as_given(now), room=room(), now=now)
    if step.is_new:
        metrics.add_metric("TurnStored", "Count", 1)
        if body.audio_key is not None and body.text:
            # It has been written down; nobody needs the sound any more.
            recordings().forget(body.audio_key)
    return StepBody.of(step, utc_now(), _sound)


@api.post("/ai/finish", summary="End the interview with what was answered", tag=TAG, role=None, errors=ERRORS)
def finish_interview(body: FinishInterview) -> StepBody:
    """Ends it for good; again, and it stays ended."""
    now = utc_now()
    return StepBody.of(finish(admitted_sitting(body, now), room=room(), now=now), now, _sound)


@api.post("/ai/heartbeat", summary="Say that somebody is there, and keep a draft", tag=TAG, role=None, errors=ERRORS)
def beat(body: Heartbeat) -> HeartbeatBody:
    """Two small reads and one small write; an older window is told so and changes nothing."""
    now = utc_now()
    session, presence = admitted_presence(body, now)
    after, saved = heartbeat(session, presence, body.client_id, body.as_draft(now), sittings=sittings(), now=now)
    return HeartbeatBody.of(session, after, body.client_id, saved=saved, now=now)


@api.post("/ai/upload", summary="Get a form to upload a spoken answer by", tag=TAG, role=None, errors=ERRORS)
def upload_answer(body: UploadAnswer) -> UploadBody:
    """webm, mp4, wav or ogg, at most 10 MB, within 15 minutes, for this question alone."""
    now = utc_now()
    sitting = admitted_sitting(body, now)
    refuse_not_running(sitting, now)
    if not sitting.knows(body.question_id):
        raise _wrong("question_id", "question_id is not a question of this interview")
    session = sitting.session
    form, key = recordings().form(session.org_id, session.interview_id, body.question_id, body.content_type)
    return UploadBody(upload=UploadTarget(url=form.url, fields=form.fields), audio_key=key)


@api.post("/ai/transcribe", summary="Get an uploaded answer as text, to correct it", tag=TAG, role=None, errors=ERRORS)
def transcribe_answer(body: Transcribe) -> TranscriptBody:
    """`text` is null where no provider can: the sound is handed in as it is, or the answer typed."""
    now = utc_now()
    sitting = admitted_sitting(body, now)
    refuse_not_running(sitting, now)
    refuse_foreign_recording(body.audio_key, body.question_id, sitting.session)
    return TranscriptBody(text=recordings().written_down(body.audio_key))


def refuse_foreign_recording(audio_key: str, question_id: str, session: Session) -> None:
    """Raises ValidationError for a key that was not given for this question."""
    if not is_recording_of(audio_key, session.org_id, session.interview_id, question_id):
        raise _wrong("audio_key", "audio_key was not given for this question")


def _wrong(field: str, sentence: str) -> ValidationError:
    return ValidationError(f"{sentence}.", details=(FieldProblem(field, sentence),))


def _sound(key: str) -> str:
    # S3's client is made only where a question is there as sound.
    return files().link(key)
