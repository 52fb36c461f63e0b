"""Finds the languages that a person speaks in the sections of a résumé that list them."""

import re

from greenroom.models.profile import Found, Language, Section, SectionKind
from greenroom.profiles.sections import lines_below_heading

_NAMES = {
    "English": "english englisch anglais inglés ingles",
    "German": "german deutsch allemand alemán",
    "French": "french französisch français francés",
    "Spanish": "spanish spanisch espagnol español castellano",
    "Italian": "italian italienisch italien italiano",
    "Portuguese": "portuguese portugiesisch portugais português portugués",
    "Dutch": "dutch niederländisch néerlandais nederlands",
    "Russian": "russian russisch russe ruso русский",
    "Polish": "polish polnisch polonais polski",
    "Ukrainian": "ukrainian ukrainisch українська",
    "Turkish": "turkish türkisch turc türkçe",
    "Arabic": "arabic arabisch arabe árabe العربية",
    "Hebrew": "hebrew hebräisch עברית",
    "Persian": "persian farsi persisch",
    "Hindi": "hindi हिन्दी हिंदी",
    "Bengali": "bengali bangla বাংলা",
    "Tamil": "tamil தமிழ்",
    "Telugu": "telugu తెలుగు",
    "Kannada": "kannada ಕನ್ನಡ",
    "Malayalam": "malayalam മലയാളം",
    "Marathi": "marathi मराठी",
    "Gujarati": "gujarati ગુજરાતી",
    "Punjabi": "punjabi panjabi ਪੰਜਾਬੀ",
    "Urdu": "urdu اردو",
    "Odia": "odia oriya",
    "Assamese": "assamese",
    "Nepali": "nepali",
    "Sinhala": "sinhala sinhalese",
    "Mandarin": "mandarin chinese chinesisch chinois 中文 普通话",
    "Cantonese": "cantonese",
    "Japanese": "japanese japanisch japonais 日本語",
    "Korean": "korean koreanisch coréen 한국어",
    "Vietnamese": "vietnamese vietnamesisch",
    "Thai": "thai ไทย",
    "Indonesian": "indonesian bahasa",
    "Malay": "malay",
    "Tagalog": "tagalog filipino",
    "Swahili": "swahili kiswahili",
    "Greek": "greek griechisch ελληνικά",
    "Romanian": "romanian rumänisch română",
    "Hungarian": "hungarian ungarisch magyar",
    "Czech": "czech tschechisch čeština",
    "Slovak": "slovak slowakisch",
    "Bulgarian": "bulgarian bulgarisch",
    "Croatian": "croatian kroatisch hrvatski",
    "Serbian": "serbian serbisch",
    "Swedish": "swedish schwedisch svenska",
    "Norwegian": "norwegian norwegisch norsk",
    "Danish": "danish dänisch dansk",
    "Finnish": "finnish finnisch suomi",
    "Catalan": "catalan català",
    "Sanskrit": "sanskrit",
}
_BY_WORD = {word: language for language, words in _NAMES.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+(?:[\u0900-\u0dff\u0e00-\u0e7f]+)*|[\u0900-\u0dff]+")
_LEVEL = re.compile(
    r"\b(?:[abc][12]\+?(?![\w-])|native(?:\s+speaker)?|mother\s+tongue|bilingual|fluent(?:ly)?|full\s+professional|"
    r"professional(?:\s+working)?|business|conversational|limited\s+working|elementary|proficient|advanced|"
    r"upper[- ]intermediate|intermediate|basic|beginner|good|excellent|muttersprach\w*|fließend|verhandlungssicher|"
    r"gute?|grundkenntnisse|langue maternelle|courant|bilingue|nativo|fluido)\b",
    re.IGNORECASE,
)


def languages_in(text: str, sections: tuple[Section, ...]) -> tuple[Language, ...]:
    """The languages in sections of languages, each once, with the level that stands before the next language."""
    found: dict[str, Language] = {}
    for section in sections:
        if section.kind is not SectionKind.LANGUAGES:
            continue
        for line in lines_below_heading(text, section):
            named = [
                (_BY_WORD[word[0].casefold()], word)
                for word in _WORD.finditer(line.text)
                if word[0].casefold() in _BY_WORD
            ]
            for number, (language, word) in enumerate(named):
                ends = named[number + 1][1].start() if number + 1 < len(named) else len(line.text)
                level = _LEVEL.search(line.text, word.end(), ends)
                found.setdefault(
                    language,
                    Language(
                        language=language,
                        found=_found(line.start, word),
                        level=_found(line.start, level) if level else None,
                    ),
                )
    return tuple(found.values())


def _found(offset: int, match: re.Match[str]) -> Found:
    return Found(value=match[0], start=offset + match.start(), end=offset + match.end())
