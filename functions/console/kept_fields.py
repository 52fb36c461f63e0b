"""The texts of a refused form, so that a page can show them for copying."""

from collections.abc import Mapping

from greenroom.api.subjects.providers import SECRET

NEVER_SHOWN = frozenset({"credential", *(name for names in SECRET.values() for name in names)})
OF_THE_FORM = frozenset(
    {"csrf_token", "version", "question", "asked", "asked_on", "press", "back", "turn", "key", "id"}
)
"""Hidden fields, which no person typed."""


def kept_fields(form: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """The fields with text that a person typed, with their labels. Credentials are left out."""
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value)
        for name, values in form.items()
        if name not in NEVER_SHOWN and name not in OF_THE_FORM and not name.endswith("_id")
        for value in values
        if value.strip()
    ]
