"""The sentence of a page after a refusal."""

from greenroom.errors import GreenroomError

NOT_KNOWN = "Whether it was saved is not known. Look at it on a freshly loaded page before you repeat it."


def told(error: GreenroomError | None, kept: str = "Nothing was changed.") -> str | None:
    """Say why a request failed. `kept` is appended only if it is certain that nothing was changed. None without an
    error."""
    if error is None:
        return None
    if error.changes_nothing:
        return f"{error.message} {kept}"
    # The error's own sentence is written for programs.
    return f"Greenroom is busy right now. {NOT_KNOWN}"
