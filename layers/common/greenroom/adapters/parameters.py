"""Secrets and parameters of the stack, kept for some minutes in a warm function."""

from functools import cached_property

from aws_lambda_powertools.utilities import parameters
from botocore.config import Config

from greenroom.adapters.clients import client_of

SECRET_AGE_SECONDS = 3600
PORTAL_URL_AGE_SECONDS = 300
NO_KEY = "none"
QUICK = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 4})
"""Powertools' own clients would wait a minute, longer than any function may take."""


class Parameters:
    """Reads each value when it is needed. In a new process that is a call to AWS."""

    def __init__(self, portal_url_parameter: str) -> None:
        self._portal_url_parameter = portal_url_parameter

    @cached_property
    def _secrets(self) -> parameters.SecretsProvider:
        return parameters.SecretsProvider(boto3_client=client_of("secretsmanager", QUICK))

    @cached_property
    def _parameters(self) -> parameters.SSMProvider:
        return parameters.SSMProvider(boto3_client=client_of("ssm", QUICK))

    def secret(self, arn: str) -> str:
        """A secret of the stack: of candidates' links, of webhooks, or of links to reports."""
        return str(self._secrets.get(arn, max_age=SECRET_AGE_SECONDS))

    def portal_url(self) -> str:
        """The portal's address."""
        return str(self._parameters.get(self._portal_url_parameter, max_age=PORTAL_URL_AGE_SECONDS))

    def model_key(self, parameter: str) -> str:
        """The key of the model's server; a word that no server asks for where none is stored."""
        try:
            return str(self._parameters.get(parameter, decrypt=True, max_age=SECRET_AGE_SECONDS))
        except parameters.GetParameterError as error:
            if "ParameterNotFound" not in str(error):
                raise
            return NO_KEY

    def relay_credential(self, parameter: str) -> str:
        """The credential of a relay for video. Raises GetParameterError where none is stored."""
        return str(self._parameters.get(parameter, decrypt=True, max_age=SECRET_AGE_SECONDS))
