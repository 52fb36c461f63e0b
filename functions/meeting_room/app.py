"""The one application of the video room."""

from greenroom.api.routes import Api
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import settings
from greenroom.usecases.meeting_rooms import Building

app = Application(settings(), clock=utc_now)
api = Api(app)


def building() -> Building:
    """What rooms are kept in and spoken through."""
    return Building(app.meeting_rooms, app.room_sockets, app.schedule, app.links)
