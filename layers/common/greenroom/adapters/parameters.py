"""The link secret and the portal's address, kept for some minutes in a warm function."""

from aws_lambda_powertools.utilities import parameters

from greenroom.settings import settings
from greenroom.usecases.links import LinkMaker

SECRET_AGE_SECONDS = 3600
PORTAL_URL_AGE_SECONDS = 300
NO_KEY = "none"


def link_secret() -> str:
    """The secret that links are derived from."""
    return str(parameters.get_secret(settings().link_secret_arn, max_age=SECRET_AGE_SECONDS))


def portal_url() -> str:
    """The portal's address."""
    return str(parameters.get_parameter(settings().portal_url_parameter, max_age=PORTAL_URL_AGE_SECONDS))


def model_key(parameter: str) -> str:
    """The key of the model's server; a word that no server asks for where none is stored."""
    try:
        return str(parameters.get_parameter(parameter, decrypt=True, max_age=SECRET_AGE_SECONDS))
    except parameters.GetParameterError as error:
        if "ParameterNotFound" not in str(error):
            raise
        return NO_KEY


def link_maker() -> LinkMaker:
    """Links as this stack makes them."""
    return LinkMaker(secret=link_secret, portal_url=portal_url)
