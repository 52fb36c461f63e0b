"""The application of the video room."""

from greenroom.api.routes import Api
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import settings
from greenroom.usecases.meeting_rooms import RoomStores

app = Application(settings(), clock=utc_now)
api = Api(app)


def room_stores() -> RoomStores:
    """The stores and the sockets that the room's use cases need."""
    return RoomStores(app.meeting_rooms, app.room_sockets, app.schedule, app.links)
