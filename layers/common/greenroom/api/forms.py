"""Forms of pages, read by the same models as the API's requests."""

from collections.abc import Mapping

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from greenroom.api.answers import validation_error


def read_form[Model: BaseModel](model: type[Model], fields: Mapping[str, str]) -> Model:
    """The fields of a form as a model. Raises ValidationError."""
    try:
        return model.model_validate_strings(dict(fields), strict=False)
    except PydanticError as error:
        raise validation_error(error, model) from error
