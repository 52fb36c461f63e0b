"""The caller: an organisation's system by its token, a candidate by a link, or Greenroom itself."""

from typing import NamedTuple

from greenroom.models.organisation import Role


class Caller(NamedTuple):
    org_id: str
    actor: str
    """The name in the audit log: `token:<name>`, `candidate`, one of `INTERVIEWERS` or `greenroom`."""
    role: Role
    token_hash: str | None = None
    """The access token of the call: a link that it made stops working with it."""


CANDIDATE = "candidate"
INTERVIEWER = "interviewer"
INTERVIEWERS = (INTERVIEWER, "interviewer_2", "interviewer_3", "interviewer_4")
"""The interviewers of one interview, in its order."""
SOME_INTERVIEWER = "some_interviewer"
"""One of several, where a provider does not say which."""
GREENROOM = "greenroom"
