"""Questions in a form, one row each: read from the form, rearranged, and converted for the API's model."""

from collections.abc import Sequence
from typing import Any

from functions.console.app import ConsoleRequest
from greenroom.interviewing.competency import Competency
from greenroom.interviewing.plan import HEAVIEST, LIGHTEST

type QuestionRow = dict[str, str]

FIELDS = ("key", "id", "text", "competency", "expected_points", "minutes", "language", "starter_code")
"""Fields of each row, besides its lock. `key` identifies a row while the form is edited, and is not stored."""
LOCKED = "locked"
MOST_ROWS = 40

WEIGHT_WORDS = (
    ("", "As it is asked"),
    *((str(weight), f"{weight} of {HEAVIEST}") for weight in range(LIGHTEST, HEAVIEST + 1)),
)


def criterion_words(competency: Competency) -> str:
    """A criterion's name in words."""
    return competency.value.replace("_", " ").capitalize()


def criteria() -> list[tuple[str, str]]:
    """All criteria, for a choice in the form."""
    return [(one.value, criterion_words(one)) for one in Competency]


def minutes_of(seconds: int) -> str:
    """Seconds as minutes for the form, with two decimal places, which keep each second."""
    return f"{seconds / 60:.2f}".rstrip("0").rstrip(".")


def rows_sent(request: ConsoleRequest) -> list[QuestionRow]:
    """The rows as they were sent, including empty rows."""
    columns = {name: request.form.get(name, []) for name in FIELDS}
    locked = set(request.form.get(LOCKED, []))
    rows: list[QuestionRow] = []
    for number in range(min(len(columns["text"]), MOST_ROWS)):
        row = {name: _lines(values[number]) if number < len(values) else "" for name, values in columns.items()}
        row[LOCKED] = "yes" if row["key"] in locked else ""
        rows.append(row)
    return rows


def filled(rows: Sequence[QuestionRow]) -> list[QuestionRow]:
    """The rows that have a question."""
    return [row for row in rows if row["text"]]


def with_empty(rows: Sequence[QuestionRow], count: int, at_most: int) -> list[QuestionRow]:
    """The rows, followed by empty rows, each with its own key."""
    taken = {row["key"] for row in rows}
    keys = (f"new-{number}" for number in range(len(rows) + count + len(taken)))
    free = [key for key in keys if key not in taken][: max(0, min(count, at_most - len(rows)))]
    return [*rows, *(dict.fromkeys((*FIELDS, LOCKED), "") | {"key": key} for key in free)]


def arranged(rows: Sequence[QuestionRow], pressed: str) -> list[QuestionRow] | None:
    """The rows after `up`, `down` or `away` was pressed in the row with this key. None for any other button."""
    act, _, key = pressed.partition(" ")
    if act not in {"up", "down", "away"}:
        return None
    after = list(rows)
    at = next((number for number, row in enumerate(after) if row["key"] == key), None)
    if at is None:
        return after
    row = after.pop(at)
    if act != "away":
        after.insert(max(0, at - 1) if act == "up" else at + 1, row)
    return after


def question_in(row: QuestionRow) -> dict[str, Any]:
    """A row's text, criterion, points and time for the API's model.

    A malformed number is passed on, so that the model refuses it.
    """
    points = [line.strip() for line in row["expected_points"].splitlines() if line.strip()]
    question: dict[str, Any] = {"text": row["text"], "expected_points": points}
    if row["competency"]:
        question["competency"] = row["competency"]
    if row["minutes"]:
        question["time_limit_seconds"] = _seconds(row["minutes"])
    return question


def weights_sent(request: ConsoleRequest) -> dict[str, Any]:
    """The chosen weights, by criterion."""
    chosen = {one.value: request.sent(f"weight-{one.value}") for one in Competency}
    return {name: int(weight) if weight.isdecimal() else weight for name, weight in chosen.items() if weight}


def _lines(value: str) -> str:
    # Browsers send CRLF as the end of a line.
    return value.replace("\r\n", "\n").rstrip().lstrip("\n")


def _seconds(minutes: str) -> int | str:
    try:
        return round(float(minutes) * 60)
    except (ValueError, OverflowError):
        return minutes
