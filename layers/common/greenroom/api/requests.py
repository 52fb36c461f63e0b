"""Reads a request's body and query parameters as the models that its route declares."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel
from pydantic import ValidationError as PydanticError

from greenroom.api.answers import validation_error
from greenroom.errors import FieldProblem, ValidationError


def body_of[Model: BaseModel](model: type[Model], raw: bytes) -> Model:
    """Validate the JSON body. Raises ValidationError, which names each wrong field."""
    try:
        # An absent body counts as an empty object, so that the refusal names the missing fields.
        return model.model_validate_json(raw or b"{}")
    except PydanticError as error:
        raise validation_error(error, model) from error


def query_of[Model: BaseModel](model: type[Model], event: Mapping[str, Any]) -> Model:
    """Validate the query parameters of an API Gateway event. Raises ValidationError, also for a repeated parameter."""
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
