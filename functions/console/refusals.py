"""What a page says where something was refused: that nothing was changed only where that is known."""

from greenroom.errors import GreenroomError

NOT_KNOWN = "Whether it was saved is not known. Look at it on a freshly loaded page before you repeat it."


def told(error: GreenroomError | None, kept: str = "Nothing was changed.") -> str | None:
    """Say why a request failed, and by `kept` that nothing was changed if that is known. None without an error."""
    if error is None:
        return None
    if error.changes_nothing:
        return f"{error.message} {kept}"
    # Its own words are about requests of programs.
    return f"Greenroom is busy right now. {NOT_KNOWN}"
