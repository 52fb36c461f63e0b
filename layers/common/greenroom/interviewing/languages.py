"""The language of questions, and whether answers in it can be compared with expected points."""

BANK_LANGUAGE = "en"


def base_of(language_code: str) -> str:
    """The language without its region: `de` for `de-DE`."""
    return language_code.partition("-")[0].lower()


def language_of_bank(wanted: str) -> str:
    """The language code of the bank's questions: the wanted code if it is English, so that the accent stays."""
    return wanted if base_of(wanted) == BANK_LANGUAGE else BANK_LANGUAGE


def is_served(wanted: str, served: str) -> bool:
    """Whether both codes name the same language, whatever their regions."""
    return base_of(wanted) == base_of(served)


def can_be_compared(language_code: str) -> bool:
    """Whether an answer's words can be compared with expected points. Stems are known for English alone."""
    return base_of(language_code) == BANK_LANGUAGE
