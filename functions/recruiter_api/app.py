"""The recruiter's API: its routes stand in the modules beside this one, by what they are about."""

from greenroom.api.routes import Api
from greenroom.application import Application
from greenroom.clock import utc_now
from greenroom.settings import settings

app = Application(settings(), clock=utc_now)
api = Api(app)
