"""Import candidates from a file: find those who exist, and make the others, each once however often it is repeated."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from greenroom.errors import DuplicateError
from greenroom.identifiers import id_made_with
from greenroom.models.caller import Caller
from greenroom.models.candidate import Candidate
from greenroom.usecases.candidates import new_candidate
from greenroom.usecases.retry import repeated

if TYPE_CHECKING:
    from greenroom.adapters.candidates import Candidates


class CandidateLine(NamedTuple):
    """A valid line of a file: its number, and all of the candidate's fields."""

    number: int
    fields: Mapping[str, Any]


class SortedLines(NamedTuple):
    """The lines of a file: new, known and repeated candidates."""

    new: tuple[CandidateLine, ...]
    known: Mapping[int, str]
    """Lines with an address that the organisation has already: the candidate's id by line."""
    repeated: Mapping[int, int]
    """Lines with the address of an earlier line: the earlier line by line."""


class Imported(NamedTuple):
    """The number of candidates that were made, and of those that are left because the time was over."""

    made: int
    left: int


def sort_lines(lines: Sequence[CandidateLine], *, by: Caller, candidates: "Candidates") -> SortedLines:
    """Sort the lines into new, known and repeated candidates, by one query a line.

    Candidates are compared by address. A known candidate is shortlisted for another job on their own page.
    """
    new: list[CandidateLine] = []
    known: dict[int, str] = {}
    repeated: dict[int, int] = {}
    first_lines: dict[str, int] = {}
    for line in lines:
        address = candidates.address_key(line.fields["email"])
        first = first_lines.setdefault(address, line.number)
        if first != line.number:
            repeated[line.number] = first
        elif (candidate_id := candidates.with_address(by.org_id, address)) is not None:
            known[line.number] = candidate_id
        else:
            new.append(line)
    return SortedLines(tuple(new), known, repeated)


def import_candidates(
    import_id: str,
    lines: Sequence[CandidateLine],
    *,
    by: Caller,
    candidates: "Candidates",
    has_time: Callable[[], bool],
    now: datetime,
) -> Imported:
    """Make the candidates of a file's new lines, in their order, as long as there is time.

    Each candidate's id is derived from the import, the line and the address, so a repetition finds the candidates of an
    earlier try, also before an index lists them. A line makes no candidate if another one got its address meanwhile.
    Raises BusyError.
    """
    made = 0
    for done, line in enumerate(lines):
        if not has_time():
            return Imported(made, len(lines) - done)
        candidate = new_candidate(_candidate_id(import_id, line), line.fields, by=by, now=now)
        made += _is_made(candidate, candidates)
    return Imported(made, 0)


def _is_made(candidate: Candidate, candidates: "Candidates") -> bool:
    """Make the candidate. Returns False if another one got the address meanwhile."""
    try:
        repeated(lambda: candidates.create_alone(candidate))
    except DuplicateError:
        return False
    return True


def _candidate_id(import_id: str, line: CandidateLine) -> str:
    """The candidate's id. Lists show the highest id first, so the first line gets the highest."""
    from_above = (0xFFFF - line.number % 0xFFFF).to_bytes(2)
    digest = hashlib.sha256(f"{import_id} {line.number} {line.fields['email']}".encode()).digest()
    return id_made_with("cand", import_id, from_above + digest[:8])
