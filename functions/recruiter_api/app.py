"""The recruiter's API: its routes stand in the modules beside this one, by what they are about."""

from greenroom.api.routes import Api

api = Api()
