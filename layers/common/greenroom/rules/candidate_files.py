"""A file of candidates as spreadsheets write it: its encoding, separator, columns and lines."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from greenroom.errors import ValidationError

MOST_BYTES = 1_000_000
MOST_LINES = 1_000
MOST_COLUMNS = 60
LONGEST_CELL = 5_000
_BYTE_ORDER_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SEPARATORS = (";", ",", "\t", "|")
_SAID_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
"""The line that Excel writes above the headings if the separator is not a comma."""

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "full_name": ("full name", "name", "candidate", "candidate name", "applicant", "vollstandiger name", "nom complet"),
    "first_name": ("first name", "given name", "forename", "firstname", "vorname", "prenom", "nombre"),
    "last_name": ("last name", "family name", "surname", "lastname", "nachname", "nom", "apellidos", "apellido"),
    "email": (
        "email",
        "e mail",
        "email address",
        "e mail address",
        "mail",
        "e mail adresse",
        "adresse e mail",
        "correo",
    ),
    "phone": ("phone", "telephone", "phone number", "mobile", "mobile number", "tel", "telefon", "telefono"),
    "job": ("job", "job title", "position", "role", "job id", "stelle", "poste", "puesto"),
    "work_experience": ("experience", "work experience", "years of experience", "years", "berufserfahrung"),
    "domain": ("domain", "department", "area", "field"),
    "status": ("status", "stage"),
    "timezone": ("timezone", "time zone", "zone", "zeitzone"),
    "external_id": ("external id", "id", "candidate id", "applicant id"),
    "extra_time_percent": ("extra time", "extra time percent"),
}
"""The meanings of columns, and the heads for each, as `_plain` writes them."""


class CandidateFileLine(NamedTuple):
    """A line of the file that is not empty: its number in the file, and its cells."""

    number: int
    cells: tuple[str, ...]


class CandidateFile(NamedTuple):
    """A file of candidates: the heads of its columns, and the lines below them."""

    heads: tuple[str, ...]
    lines: tuple[CandidateFileLine, ...]

    def columns(self) -> dict[str, int]:
        """The meanings of the columns by their headings. If two columns have the same meaning, the first one counts."""
        plain = [_plain(head) for head in self.heads]
        found = {
            meaning: next((number for number, head in enumerate(plain) if head in heads), None)
            for meaning, heads in MEANINGS.items()
        }
        return {meaning: number for meaning, number in found.items() if number is not None}


def read_candidate_file(content: bytes) -> CandidateFile:
    """The file's heads and lines. Raises ValidationError for a file that is too large or has no table."""
    if len(content) > MOST_BYTES:
        raise ValidationError(f"The file is larger than {MOST_BYTES // 1_000_000} MB. Split it into several.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise ValidationError("This is a workbook. Save it as CSV (in Excel: Save as, CSV UTF-8), and send that.")
    lines = list(_lines(_text(content)))
    if not lines:
        raise ValidationError("The file holds nothing. Its first line names the columns, such as: Name, E-mail.")
    if len(lines) - 1 > MOST_LINES:
        raise ValidationError(f"The file holds more than {MOST_LINES} candidates. Split it into several.")
    return CandidateFile(lines[0].cells, tuple(lines[1:]))


def fields_of(line: CandidateFileLine, columns: Mapping[str, int]) -> dict[str, str]:
    """A line's values by meaning, without empty cells."""
    said = {meaning: line.cells[number] for meaning, number in columns.items() if number < len(line.cells)}
    names = [said.pop(part, "") for part in ("first_name", "last_name")]
    if not said.get("full_name"):
        said["full_name"] = " ".join(filter(None, names))
    return {meaning: value for meaning, value in said.items() if value}


def _text(content: bytes) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content.removeprefix(mark).decode(encoding, errors="replace")
    try:
        return content.decode()
    except UnicodeDecodeError:
        # Excel's encoding of "CSV" in Western Europe and America.
        return content.decode("cp1252", errors="replace")


def _lines(text: str) -> Iterator[CandidateFileLine]:
    said = _SAID_SEPARATOR.match(text)
    separator = said[1] if said else _separator(text)
    before = 1 if said else 0
    reader = csv.reader(io.StringIO(text[said.end() :] if said else text, newline=""), delimiter=separator)
    number = before + 1
    try:
        for cells in reader:
            if len(cells) > MOST_COLUMNS or any(len(cell) > LONGEST_CELL for cell in cells):
                raise ValidationError(f"Line {number} is too long for a candidate. Is a quotation mark missing in it?")
            if any(cell.strip() for cell in cells):
                yield CandidateFileLine(number, tuple(map(_cell, cells)))
            number = before + reader.line_num + 1
    except csv.Error as error:
        raise ValidationError(f"Line {number} cannot be read. Is a quotation mark missing in it?") from error


def _separator(text: str) -> str:
    """The separator that is most frequent in the first line; a comma if there is none."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=lambda sign: (head.count(sign), sign == ","))


def _cell(cell: str) -> str:
    """A cell without blanks around it, and without the apostrophe that our own export puts before a formula."""
    plain = cell.strip().strip("\ufeff")
    return plain[1:] if plain[:1] == "'" and plain[1:].lstrip()[:1] in set("=+-@＝＋－＠") else plain


def _plain(head: str) -> str:
    """A heading for comparison: in lower case, without accents, with single spaces."""
    small = unicodedata.normalize("NFKD", head.casefold())
    letters = "".join(sign for sign in small if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", letters))
