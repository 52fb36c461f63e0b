"""Answers as sound: uploaded by a form that fits one question alone, and written down where a provider can."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from greenroom.adapters.files import Files, UploadForm
from greenroom.adapters.metering import meter
from greenroom.identifiers import new_id
from greenroom.interviewing.interviewer import Failure, ModelFailedError
from greenroom.models.recording import recording_key

MAX_BYTES = 10_000_000
LONGEST_TRANSCRIPT = 50_000
SECONDS = 20.0


@dataclass(frozen=True)
class OpenAITranscriber:
    """Transcribes recordings by any server with OpenAI's transcription API."""

    api_key: str = field(repr=False)
    model: str
    base_url: str

    def hear(self, sound: bytes, filename: str) -> str:
        """The words. Raises ModelFailedError."""
        from greenroom.adapters.language_model import client_of, translated_failures, within  # noqa: PLC0415

        client = client_of(self.api_key, self.base_url, SECONDS)

        def transcribe() -> Any:
            with translated_failures():
                return client.audio.transcriptions.create(model=self.model, file=(filename, sound))

        heard = within(SECONDS, client, transcribe)
        meter.count_model(self.model, **_stated(getattr(heard, "usage", None)))
        text = getattr(heard, "text", None)
        if not isinstance(text, str):
            raise ModelFailedError(Failure.INVALID, "the transcript is no text")
        return text[:LONGEST_TRANSCRIPT].strip()


def _stated(usage: object) -> dict[str, float]:
    """The usage in the server's answer, in tokens or seconds. Invalid numbers are left out."""
    found = {name: getattr(usage, name, None) for name in ("input_tokens", "output_tokens", "seconds")}
    return {
        name: float(amount)
        for name, amount in found.items()
        if isinstance(amount, int | float) and math.isfinite(amount) and amount >= 0
    }


class Recordings(NamedTuple):
    """The recordings of answers. `transcriber` is None where no provider writes down."""

    files: Files
    transcriber: Callable[[], OpenAITranscriber | None]

    def form(self, org_id: str, interview_id: str, question_id: str, content_type: str) -> tuple[UploadForm, str]:
        """A form for one new recording of one question, and the key to hand in with the answer."""
        key = recording_key(org_id, interview_id, question_id, new_id("rec"), content_type)
        return self.files.upload_form(key, content_type, MAX_BYTES), key

    def sound(self, audio_key: str) -> bytes:
        """A recording, where a transcriber is set up and it was uploaded; else empty."""
        return (self.files.read(audio_key, MAX_BYTES) or b"") if self.transcriber() else b""

    def written_down(self, sound: bytes, audio_key: str) -> str | None:
        """The words of a recording; None where no provider can, or it failed: then the sound itself stays."""
        transcriber = self.transcriber() if sound else None
        if transcriber is None:
            return None
        try:
            return transcriber.hear(sound, audio_key.rpartition("/")[2]) or None
        except ModelFailedError:
            return None

    def hand_in(self, audio_key: str) -> str | None:
        """Copy a recording to where no form leads; the key of the copy, or None where nothing was uploaded."""
        folder, _, name = audio_key.rpartition("/")
        copy = f"{folder}/{new_id('rec')}.{name.rpartition('.')[2]}"
        return copy if self.files.copy(audio_key, copy) else None

    def forget(self, audio_key: str) -> None:
        """Remove a recording that has been written down."""
        self.files.remove(audio_key)
