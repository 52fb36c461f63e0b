"""The ready room's question, which tests voice, microphone and recognition. Its answer is neither scored nor stored."""

from greenroom.interviewing.languages import BANK_LANGUAGE, base_of

PRACTICE_ID = "practice"
"""The id of the practice question's sound file. The ids of an interview's questions have another ending."""
_QUESTIONS = {
    BANK_LANGUAGE: "Hello, this is your interviewer. As a try: what did you do this morning?",
    "de": "Guten Tag, hier spricht Ihr Interviewer. Zur Probe: Was haben Sie heute Morgen gemacht?",
    "fr": "Bonjour, je mène votre entretien. Pour essayer : qu’avez-vous fait ce matin ?",
    "es": "Hola, soy quien le hará la entrevista. Para probar: ¿qué ha hecho esta mañana?",
}


def practice_question(language_code: str) -> tuple[str, str]:
    """The question with its language code: the interview's language, or English."""
    base = base_of(language_code)
    return (_QUESTIONS[base], language_code) if base in _QUESTIONS else (_QUESTIONS[BANK_LANGUAGE], BANK_LANGUAGE)
