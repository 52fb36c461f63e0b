"""HTML forms, which are validated by the same kind of models as the API's requests."""

import hashlib
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from greenroom.api.answers import validation_error

if TYPE_CHECKING:
    from aws_lambda_powertools.utilities.data_classes.common import BaseProxyEvent

_CROSS = frozenset({"cross-site", "same-site"})


def read_form[Model: BaseModel](model: type[Model], fields: Mapping[str, str]) -> Model:
    """Validate the fields of a form. Raises ValidationError."""
    try:
        return model.model_validate_strings(dict(fields), strict=False)
    except PydanticError as error:
        raise validation_error(error, model) from error


class FormOwner:
    """A person with a secret, from which the CSRF token of their forms is derived."""

    form_purpose: ClassVar[bytes]
    """The pages that the token is for: it is not valid on others."""

    @property
    def form_secret(self) -> str:
        """The secret that only this browser and its session know."""
        raise NotImplementedError

    @property
    def csrf_token(self) -> str:
        """The token that each form on this person's pages carries."""
        return hmac.new(self.form_secret.encode(), self.form_purpose, hashlib.sha256).hexdigest()

    def sent_form(self, token: str) -> bool:
        """Whether the token of a form is this person's."""
        return hmac.compare_digest(self.csrf_token.encode(), token.encode(errors="replace"))


def came_from_elsewhere(event: "BaseProxyEvent") -> bool:
    """Whether the browser says that another site sent this form. `Origin` is no help: without referrers it is
    `null`."""
    return event.headers.get("Sec-Fetch-Site", "") in _CROSS
