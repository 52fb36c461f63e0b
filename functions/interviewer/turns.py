"""The routes of an AI interview. Each request can safely be repeated, and needs only the session key."""

from copy import replace
from datetime import datetime

from functions.interviewer.app import TAG, admitted_interview, admitted_presence, api, app
from greenroom.api.subjects.ai_interviews import (
    AnswerQuestion,
    FinishInterview,
    Heartbeat,
    HeartbeatAnswer,
    RecordingUploadAnswer,
    StartInterview,
    StepAnswer,
    Transcribe,
    TranscriptAnswer,
    UploadRecording,
)
from greenroom.api.subjects.base import UploadForm
from greenroom.errors import FieldProblem, ValidationError
from greenroom.interviewing.ai_interview import AiInterview
from greenroom.models.recording import is_recording_of
from greenroom.models.session import Session
from greenroom.observability import metrics
from greenroom.usecases.interview import GivenAnswer, answer, finish, refuse_not_running, start
from greenroom.usecases.presence import count_recording, heartbeat, refuse_more_recordings

ERRORS = ("UNAUTHENTICATED", "FORBIDDEN", "LINK_EXPIRED", "THROTTLED", "INVALID_STATE", "BUSY")


@api.post(
    "/ai/start",
    summary="Begin the interview or return to it, and get the current question",
    tag=TAG,
    role=None,
    errors=(*ERRORS, "CONSENT_REQUIRED", "OUTSIDE_WINDOW"),
)
def start_interview(request: StartInterview) -> StepAnswer:
    """The first request starts the interview. Later requests, from any device, return the current question with its
    draft and its remaining time."""
    consented = request.consent is True
    ai_interview, now = admitted_interview(request), app.now()
    step = start(
        ai_interview,
        consented=consented,
        client_id=request.client_id,
        schedule=app.schedule,
        ai_interviews=app.ai_interviews,
        jobs=app.jobs,
        resumes=app.resumes,
        now=now,
    )
    if step.is_new:
        metrics.add_metric("InterviewStarted", "Count", 1)
    return StepAnswer.of(step, now, _sound)


@api.post("/ai/answer", summary="Hand in an answer and get the next question", tag=TAG, role=None, errors=ERRORS)
def answer_question(request: AnswerQuestion) -> StepAnswer:
    """The answer is stored before the next question is returned. A second answer to the same question is ignored."""
    ai_interview, now = admitted_interview(request), app.now()
    if request.audio_key is not None:
        refuse_foreign_recording(request.audio_key, request.question_id, ai_interview.session)
    step = answer(
        ai_interview,
        _as_handed_in(request, ai_interview, now),
        schedule=app.schedule,
        ai_interviews=app.ai_interviews,
        has_model=app.has_model,
        language_model=app.language_model,
        clock=app.now,
        now=now,
    )
    if step.is_new:
        metrics.add_metric("TurnStored", "Count", 1)
        if request.audio_key is not None and request.is_written_down:
            app.recordings.forget(request.audio_key)
    return StepAnswer.of(step, app.now(), _sound)


@api.post("/ai/finish", summary="End the interview with the answers so far", tag=TAG, role=None, errors=ERRORS)
def finish_interview(request: FinishInterview) -> StepAnswer:
    """The interview ends and cannot be continued. A repetition changes nothing."""
    ai_interview, now = admitted_interview(request), app.now()
    return StepAnswer.of(finish(ai_interview, schedule=app.schedule, now=now), now, _sound)


@api.post(
    "/ai/heartbeat", summary="Show that the candidate is present, and keep a draft", tag=TAG, role=None, errors=ERRORS
)
def beat(request: Heartbeat) -> HeartbeatAnswer:
    """Store the candidate's presence and a draft. An older window gets the notice that a newer one took over, and
    changes nothing."""
    (session, presence), now = admitted_presence(request), app.now()
    after, saved = heartbeat(
        session,
        presence,
        request.client_id,
        request.as_draft(now),
        shows=request.as_shown(),
        ai_interviews=app.ai_interviews,
        now=now,
    )
    return HeartbeatAnswer.of(session, after, request.client_id, saved=saved, now=now)


@api.post("/ai/upload", summary="Get a form to upload a spoken answer with", tag=TAG, role=None, errors=ERRORS)
def upload_answer(request: UploadRecording) -> RecordingUploadAnswer:
    """The form takes webm, mp4, wav or ogg of at most 10 MB, within 15 minutes, and only for this question."""
    ai_interview, now = admitted_interview(request), app.now()
    refuse_not_running(ai_interview, now)
    if not ai_interview.knows(request.question_id):
        raise _wrong("question_id", "question_id is not a question of this interview")
    session = ai_interview.session
    count_recording(ai_interview, request.question_id, "forms", ai_interviews=app.ai_interviews)
    form, key = app.recordings.form(session.org_id, session.interview_id, request.question_id, request.content_type)
    return RecordingUploadAnswer(upload=UploadForm(url=form.url, fields=form.fields), audio_key=key)


@api.post("/ai/transcribe", summary="Get an uploaded answer as text, to correct it", tag=TAG, role=None, errors=ERRORS)
def transcribe_answer(request: Transcribe) -> TranscriptAnswer:
    """`text` is null if no transcript can be made: the recording is then handed in, or the answer is typed."""
    ai_interview, now = admitted_interview(request), app.now()
    refuse_not_running(ai_interview, now)
    refuse_foreign_recording(request.audio_key, request.question_id, ai_interview.session)
    refuse_more_recordings(ai_interview.presence, request.question_id, "transcriptions")
    sound = app.recordings.sound(request.audio_key)
    count_recording(
        ai_interview, request.question_id, "transcriptions", size=len(sound), ai_interviews=app.ai_interviews
    )
    return TranscriptAnswer(text=app.recordings.written_down(sound, request.audio_key))


def _as_handed_in(request: AnswerQuestion, ai_interview: AiInterview, now: datetime) -> GivenAnswer:
    """The answer with a copy of its recording, because the upload form could overwrite the original.

    A recording that was replaced by its text needs no copy.
    """
    given = request.as_given(now)
    if given.audio_key is None or given.question_id in ai_interview.turns:
        return given
    if request.is_written_down:
        return replace(given, audio_key=None)
    return replace(given, audio_key=app.recordings.hand_in(given.audio_key))


def refuse_foreign_recording(audio_key: str, question_id: str, session: Session) -> None:
    """Raise ValidationError for the key of a recording that does not belong to this question."""
    if not is_recording_of(audio_key, session.org_id, session.interview_id, question_id):
        raise _wrong("audio_key", "audio_key was not given for this question")


def _wrong(field: str, sentence: str) -> ValidationError:
    return ValidationError(f"{sentence}.", details=(FieldProblem(field, sentence),))


def _sound(key: str) -> str:
    # A function, so that S3's client is made only for a question with a recording.
    return app.files.link(key)
