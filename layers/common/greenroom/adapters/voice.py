"""The questions read aloud, where a provider speaks: made with the plan, kept beside the interview's recordings.

What was read aloud once is not paid for again: a question of the bank is kept for all interviews, any other one for its
own interview alone, because it may name what a résumé says. The bucket forgets the former after 90 days.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import NamedTuple

from greenroom.adapters.files import Files
from greenroom.adapters.metering import meter
from greenroom.interviewing.bank import is_in_the_bank
from greenroom.interviewing.interviewer import Failure, ModelFailedError
from greenroom.interviewing.practice import PRACTICE_ID
from greenroom.models.recording import speech_folder, speech_key, spoken_before_key

SECONDS = 15.0
AT_ONCE = 4
MAX_BYTES = 5_000_000
MPEG = "audio/mpeg"


@dataclass(frozen=True)
class OpenAIVoice:
    """Makes speech by any server with OpenAI's speech API."""

    api_key: str = field(repr=False)
    model: str
    base_url: str
    name: str = "alloy"

    def say(self, text: str) -> bytes:
        """The text as MP3. Raises ModelFailedError."""
        from greenroom.adapters.language_model import client_of, translated_failures, within  # noqa: PLC0415

        client = client_of(self.api_key, self.base_url, SECONDS)

        def speak() -> bytes:
            with translated_failures():
                return client.audio.speech.create(
                    model=self.model, voice=self.name, input=text, response_format="mp3"
                ).read()

        sound = within(SECONDS, client, speak)
        meter.count_model(self.model, characters=len(text))
        if not 0 < len(sound) <= MAX_BYTES:
            raise ModelFailedError(Failure.INVALID, "the speech is empty or too long")
        return sound


class Voices(NamedTuple):
    """Reads questions aloud. Without a provider the browser's own voice is used."""

    files: Callable[[], Files]
    voice: Callable[[], OpenAIVoice | None]

    def read_aloud(self, org_id: str, interview_id: str, texts: Mapping[str, str]) -> tuple[str, ...]:
        """Store texts as sound by their ids; returns the ids that have sound now. Never fails for a provider's sake."""
        voice = self.voice()
        if voice is None:
            return ()
        files = self.files()

        def one(text_id: str) -> str | None:
            key, text = speech_key(org_id, interview_id, text_id), texts[text_id]
            is_everybodys = text_id == PRACTICE_ID or is_in_the_bank(text)
            kept = spoken_before_key(
                voice.model, voice.name, text, None if is_everybodys else speech_folder(org_id, interview_id)
            )
            if files.copy(kept, key):
                return text_id
            try:
                sound = voice.say(text)
            except ModelFailedError:
                return None
            files.store(kept, sound, MPEG)
            files.store(key, sound, MPEG)
            return text_id

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return tuple(found for found in pool.map(one, texts) if found is not None)
