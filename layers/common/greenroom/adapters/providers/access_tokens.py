"""An access token, fetched when it is needed and kept until shortly before it expires."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from greenroom.adapters.providers.json_api import JsonAnswer
from greenroom.models.meeting import OutcomeUnknownError, ProviderBusyError

MARGIN = timedelta(minutes=2)
type Fetch = Callable[[], JsonAnswer]


@dataclass
class AccessToken:
    """One token of one account."""

    fetch: Fetch
    """Asks for a new token. Raises ProviderRefusedError or ProviderBusyError."""
    clock: Callable[[], datetime]
    _token: str = field(default="", repr=False)
    _ends_at: datetime | None = None
    scopes: frozenset[str] = frozenset()
    """The token's scopes, if the provider names them."""

    def headers(self) -> Mapping[str, str]:
        """The header of a request. Raises what `fetch` raises."""
        now = self.clock()
        if self._ends_at is None or now >= self._ends_at:
            body = self._fetched().body
            self._token = str(body["access_token"])
            self._ends_at = now + timedelta(seconds=float(body.get("expires_in", 0))) - MARGIN
            self.scopes = frozenset(str(body.get("scope", "")).split())
        return {"Authorization": f"Bearer {self._token}"}

    def forget(self) -> None:
        """Have the next request fetch a new token."""
        self._ends_at = None

    def _fetched(self) -> JsonAnswer:
        try:
            answer = self.fetch()
        except OutcomeUnknownError as error:
            # A token that was made but never received does no harm.
            raise ProviderBusyError(error.reason) from error
        if answer.status != 200 or not answer.body.get("access_token"):
            raise ProviderBusyError("The provider gave no access token.")
        return answer


def asked(ask: Callable[[Mapping[str, str]], JsonAnswer], token: AccessToken) -> JsonAnswer:
    """The answer to a request with the token. A request whose token the provider refuses is repeated with a new one."""
    answer = ask(token.headers())
    if answer.status != 401:
        return answer
    token.forget()
    return ask(token.headers())
