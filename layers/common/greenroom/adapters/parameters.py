"""The link secret and the portal's address, kept for some minutes in a warm function."""

from functools import cache

from aws_lambda_powertools.utilities import parameters
from botocore.config import Config

from greenroom.adapters.clients import client_of
from greenroom.settings import settings
from greenroom.usecases.links import LinkMaker

SECRET_AGE_SECONDS = 3600
PORTAL_URL_AGE_SECONDS = 300
NO_KEY = "none"
QUICK = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 4})
"""Powertools' own clients would wait a minute, longer than any function may take."""


@cache
def _secrets() -> parameters.SecretsProvider:
    return parameters.SecretsProvider(boto3_client=client_of("secretsmanager", QUICK))


@cache
def _parameters() -> parameters.SSMProvider:
    return parameters.SSMProvider(boto3_client=client_of("ssm", QUICK))


def link_secret() -> str:
    """The secret that links are derived from."""
    return str(_secrets().get(settings().link_secret_arn, max_age=SECRET_AGE_SECONDS))


def portal_url() -> str:
    """The portal's address."""
    return str(_parameters().get(settings().portal_url_parameter, max_age=PORTAL_URL_AGE_SECONDS))


def model_key(parameter: str) -> str:
    """The key of the model's server; a word that no server asks for where none is stored."""
    try:
        return str(_parameters().get(parameter, decrypt=True, max_age=SECRET_AGE_SECONDS))
    except parameters.GetParameterError as error:
        if "ParameterNotFound" not in str(error):
            raise
        return NO_KEY


def link_maker() -> LinkMaker:
    """Links as this stack makes them."""
    return LinkMaker(secret=link_secret, portal_url=portal_url)
