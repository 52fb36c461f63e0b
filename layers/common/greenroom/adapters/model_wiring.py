"""The one door to a model, as far as it is set up: what plans and evaluates, what writes down, what reads aloud.

Each is made when it is asked for: its key may change under a warm function, and `parameters` keeps it for an hour.
"""

from typing import TYPE_CHECKING

from greenroom.adapters.wiring import files
from greenroom.settings import model_settings

if TYPE_CHECKING:
    from greenroom.adapters.recordings import OpenAIEars, Recordings
    from greenroom.adapters.voice import OpenAIVoice, Voices
    from greenroom.interviewing.interviewer import ModelDoor

# Each function loads only what it uses: the imports stand in the functions below on purpose.
# ruff: noqa: PLC0415


def model_door() -> "ModelDoor | None":
    """The model, where one is set up."""
    chosen = model_settings()
    if not chosen.model:
        return None
    from greenroom.adapters.model_door import OpenAIDoor
    from greenroom.adapters.parameters import model_key

    return OpenAIDoor(api_key=model_key(chosen.key_parameter), model=chosen.model, base_url=chosen.base_url)


def recordings() -> "Recordings":
    """Answers as sound."""
    from greenroom.adapters.recordings import Recordings

    return Recordings(files(), ears)


def ears() -> "OpenAIEars | None":
    """Who writes down what is said, where somebody does."""
    chosen = model_settings()
    if not (chosen.model and chosen.transcription_model):
        return None
    from greenroom.adapters.parameters import model_key
    from greenroom.adapters.recordings import OpenAIEars

    return OpenAIEars(model_key(chosen.key_parameter), chosen.transcription_model, chosen.base_url)


def voices() -> "Voices":
    """Who reads questions aloud, where somebody does."""
    from greenroom.adapters.voice import Voices

    return Voices(files, voice)


def voice() -> "OpenAIVoice | None":
    """The provider's voice."""
    chosen = model_settings()
    if not (chosen.model and chosen.speech_model):
        return None
    from greenroom.adapters.parameters import model_key
    from greenroom.adapters.voice import OpenAIVoice

    return OpenAIVoice(model_key(chosen.key_parameter), chosen.speech_model, chosen.base_url)
