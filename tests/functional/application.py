"""The one application of all functions in these tests, over the cloud that the fixture `cloud` makes."""

from typing import NoReturn

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)


class Failing:
    """A part of an application that fails in the same way, whatever it is asked for."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def __getattr__(self, _name: str) -> NoReturn:
        raise self.error
