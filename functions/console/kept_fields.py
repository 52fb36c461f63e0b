"""What somebody typed in a form that was not taken, so that a page can show it for them to copy."""

from collections.abc import Mapping

from greenroom.api.subjects.providers import SECRET

NEVER_SHOWN = frozenset({"credential", *(name for names in SECRET.values() for name in names)})
OF_THE_FORM = frozenset(
    {"csrf_token", "version", "question", "asked", "asked_on", "press", "back", "turn", "key", "id"}
)
"""Fields that nobody typed."""


def kept_fields(form: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The fields that hold words of a person, under names that people read; never credentials."""
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, values in form.items()
        if name not in NEVER_SHOWN and name not in OF_THE_FORM and not name.endswith("_id")
        for value in values
        if value.strip()
    ]
