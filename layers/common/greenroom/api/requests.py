"""What a request carries, as the model that its route declares."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from greenroom.api.answers import validation_error
from greenroom.errors import FieldProblem, ValidationError


def body_of[Model: BaseModel](model: type[Model], raw: bytes) -> Model:
    """The JSON body. Raises ValidationError, which names each wrong field."""
    try:
        # An absent body means an empty object: the answer then names the field that is missing.
        return model.model_validate_json(raw or b"{}")
    except PydanticError as error:
        raise validation_error(error, model) from error


def query_of[Model: BaseModel](model: type[Model], event: Mapping[str, Any]) -> Model:
    """The query parameters of an API Gateway event. Raises ValidationError, also for one that is given twice."""
    sent: Mapping[str, list[str]] = event.get("multiValueQueryStringParameters") or {}
    repeated = [name for name, values in sent.items() if len(values) > 1]
    if repeated:
        problems = tuple(FieldProblem(name, f"{name} is given more than once") for name in repeated)
        raise ValidationError(problems[0].message, details=problems)
    single = {name: values[0] for name, values in sent.items()} or event.get("queryStringParameters") or {}
    try:
        return model.model_validate_strings(dict(single), strict=False)
    except PydanticError as error:
        raise validation_error(error, model) from error
