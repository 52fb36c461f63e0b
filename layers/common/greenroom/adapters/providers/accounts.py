"""Organisations' accounts at providers, each made once for its credentials, so that its access token is kept."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from greenroom.adapters.connections import ConnectionStore
from greenroom.adapters.providers.google_meet import GoogleAccount, GoogleMeet
from greenroom.adapters.providers.zoom import Zoom, ZoomAccount
from greenroom.errors import NotConnectedError
from greenroom.models.interview import Provider
from greenroom.models.meeting import not_connected

MOST_KEPT = 100


class Accounts:
    """The organisations' accounts at meeting providers, ready to call."""

    def __init__(
        self,
        store: ConnectionStore,
        clock: Callable[[], datetime],
        stand_in: str,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._store = store
        self._clock = clock
        self._stand_in = stand_in
        self._pause = pause
        self._kept: dict[tuple[str, Provider, int], Zoom | GoogleMeet] = {}

    def of(self, org_id: str, provider: Provider) -> Zoom | GoogleMeet:
        """An organisation's account at a provider. Raises NotConnectedError."""
        known = self._store.of(org_id)
        key = (org_id, provider, known.version)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = self._made(provider, self._store.credentials(known, provider))
        return self._kept[key]

    def google_meet(self, org_id: str) -> GoogleMeet:
        """An organisation's calendar at Google. Raises NotConnectedError."""
        found = self.of(org_id, Provider.GOOGLE_MEET)
        if not isinstance(found, GoogleMeet):
            raise not_connected(Provider.GOOGLE_MEET)
        return found

    def zoom_webhook_secret(self, org_id: str) -> str:
        """The secret that signs an organisation's messages from Zoom. Raises NotConnectedError."""
        credentials = self._store.credentials(self._store.of(org_id), Provider.ZOOM)
        if not credentials or not credentials.get("webhook_secret"):
            raise not_connected(Provider.ZOOM)
        return str(credentials["webhook_secret"])

    def _made(self, provider: Provider, credentials: Any) -> Zoom | GoogleMeet:
        if not credentials:
            raise not_connected(provider)
        if provider is Provider.ZOOM:
            account = ZoomAccount(
                credentials["account_id"],
                credentials["client_id"],
                credentials["client_secret"],
                tuple(credentials["hosts"]),
            )
            return Zoom(account, self._clock, self._stand_in, self._pause)
        if provider is Provider.GOOGLE_MEET:
            return GoogleMeet(
                GoogleAccount(credentials["client_email"], credentials["private_key"], credentials["organizer"]),
                self._clock,
                self._stand_in,
                self._pause,
            )
        raise NotConnectedError(f"{provider} is no provider of somebody else's.")
