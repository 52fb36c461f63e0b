"""The keys of recordings of answers, below their interview's folder, so that an erasure finds all of them. Pure."""

import hashlib

ENDINGS = {"audio/webm": "webm", "audio/mp4": "m4a", "audio/wav": "wav", "audio/ogg": "ogg"}
LONGEST_KEY = 300


def recordings_folder(org_id: str, interview_id: str) -> str:
    """The prefix of the keys of an interview's recordings."""
    return f"answers/{org_id}/{interview_id}/"


def recording_key(org_id: str, interview_id: str, question_id: str, recording_id: str, content_type: str) -> str:
    """The key of one recording: made of ids alone."""
    return f"{recordings_folder(org_id, interview_id)}{question_id}/{recording_id}.{ENDINGS[content_type]}"


def is_recording_of(audio_key: str, org_id: str, interview_id: str, question_id: str) -> bool:
    """Whether a key was given for this question of this interview."""
    place = f"{recordings_folder(org_id, interview_id)}{question_id}/"
    return audio_key.startswith(place) and "/" not in audio_key.removeprefix(place) and len(audio_key) <= LONGEST_KEY


def speech_folder(org_id: str, interview_id: str) -> str:
    """The prefix of the keys of an interview's questions as sound."""
    return f"questions/{org_id}/{interview_id}/"


def speech_key(org_id: str, interview_id: str, question_id: str) -> str:
    """The key of a question's recording."""
    return f"{speech_folder(org_id, interview_id)}{question_id}.mp3"


def spoken_before_key(model: str, voice: str, text: str, folder: str | None = None) -> str:
    """The key of a text's recording, to use it again: in an interview's own folder, or for all interviews."""
    digest = hashlib.sha256(f"{model}\0{voice}\0{text}".encode(errors="surrogatepass")).hexdigest()
    return f"{folder}said/{digest}.mp3" if folder else f"speech/{digest}.mp3"
