"""What the sender of webhooks works with."""

from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)
