"""All interviews of a candidate, also those that the index does not have yet."""

from typing import TYPE_CHECKING

from greenroom.models.candidate import Candidate, Match
from greenroom.models.interview import Interview

if TYPE_CHECKING:
    from greenroom.adapters.interviews import Interviews


def interviews_of(person: Candidate | Match, *, interviews: "Interviews") -> list[Interview]:
    """The interviews that the index finds, and those that were made (or, by a match, booked) in the last minutes.

    The index may be seconds late. So the transaction that creates an interview also notes it in the candidate, and the
    transaction that books it notes it in the match. A write on the version that was read fails if one came in between.
    """
    found = list(interviews.each(interviews.of_candidate(person.org_id, person.candidate_id)))
    known = {one.interview_id for one in found}
    missing = [one for one in person.new_interviews if one not in known]
    return [*(one for one in interviews.many(person.org_id, missing) if one is not None), *found]
