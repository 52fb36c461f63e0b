"""The language in which questions are written, and what can be compared in it."""

BANK_LANGUAGE = "en"


def base_of(language_code: str) -> str:
    """`de` of `de-DE`."""
    return language_code.partition("-")[0].lower()


def language_of_bank(wanted: str) -> str:
    """The code of the bank's questions: the wanted one where it is English, so that the accent stays."""
    return wanted if base_of(wanted) == BANK_LANGUAGE else BANK_LANGUAGE


def is_served(wanted: str, served: str) -> bool:
    """Whether questions in `served` are what `wanted` asks for."""
    return base_of(wanted) == base_of(served)


def can_be_compared(language_code: str) -> bool:
    """Whether words of an answer can be compared with expected points: stems are known for English alone."""
    return base_of(language_code) == BANK_LANGUAGE
