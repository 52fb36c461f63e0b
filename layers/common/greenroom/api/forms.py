"""Forms of pages, read by the same models as the API's requests."""

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
    """The fields of a form as a model. Raises ValidationError."""
    try:
        return model.model_validate_strings(dict(fields), strict=False)
    except PydanticError as error:
        raise validation_error(error, model) from error


class FormOwner:
    """The owner of forms: each carries a token derived from the owner's secret, so that others can not make one."""

    form_purpose: ClassVar[bytes]
    """A token is valid for one kind of pages."""

    @property
    def form_secret(self) -> str:
        """The secret of the forms, which only this browser and its session know."""
        raise NotImplementedError

    @property
    def csrf_token(self) -> str:
        """What a form of their pages carries."""
        return hmac.new(self.form_secret.encode(), self.form_purpose, hashlib.sha256).hexdigest()

    def sent_form(self, token: str) -> bool:
        """Whether a form was made for them."""
        return hmac.compare_digest(self.csrf_token.encode(), token.encode(errors="replace"))


def came_from_elsewhere(event: "BaseProxyEvent") -> bool:
    """Whether a browser says that another site sent this form. Referrers are off, so `Origin` would say nothing."""
    return event.headers.get("Sec-Fetch-Site", "") in _CROSS
