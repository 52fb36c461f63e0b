"""Reads and writes of items reach moto without HTTP: neither signed, sent to itself, nor found by their address.

botocore still writes each request and reads each answer, moto still does what the request says and writes the answer,
and what hooks into a client (`before-call`, `after-call`) is asked as ever. All other requests take the usual way.
"""

from functools import cache
from threading import Lock
from typing import Any
from uuid import uuid4

from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.endpoint import Endpoint
from botocore.model import OperationModel
from botocore.parsers import JSONParser as AnswerParser
from moto.core.exceptions import ServiceException
from moto.core.parse import BaseJSONParser, JSONParser
from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores, get_service_model
from moto.dynamodb.responses import DynamoHandler
from moto.utilities.aws_headers import gen_amz_crc32
from werkzeug.exceptions import HTTPException

from local.gateway import ACCOUNT

OF_ITEMS = {
    *("GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan"),
    *("BatchGetItem", "BatchWriteItem", "TransactGetItems", "TransactWriteItems"),
}
AS_THEY_ARE = {"S", "N", "BOOL"}
"""Types of attribute values whose form is the same on the wire and in Python."""

_one_at_a_time = Lock()
"""DynamoDB writes an item at once. moto changes what it holds step by step, which another thread would see; and it
answers with what it holds itself, so the answer is written before the next call begins."""

_over_http: Any = Endpoint.make_request
_request_as_modelled: Any = BaseJSONParser._parse_structure
_answers: Any = AnswerParser
_answer_as_modelled = _answers._handle_structure


def parse_request(self: Any, shape: Any, value: Any) -> Any:
    """A structure of a request as moto wants it."""
    if shape.name != "AttributeValue" or value is None:
        return _request_as_modelled(self, shape, value)
    return {
        kind: held if kind in AS_THEY_ARE else self._parse_shape(shape.members[kind], held)
        for kind, held in value.items()
        if held is not None
    }


def parse_answer(self: Any, shape: Any, value: Any) -> Any:
    """A structure of an answer as botocore hands it over."""
    if shape.name != "AttributeValue" or value is None:
        return _answer_as_modelled(self, shape, value)
    return {
        kind: held if kind in AS_THEY_ARE else self._parse_shape(shape.members[kind], held)
        for kind, held in value.items()
        if held is not None
    }


@cache
def _parser(operation: str) -> Any:
    return JSONParser(get_service_model("dynamodb").operation_model(operation), map_type=dict)


@cache
def _method(operation: str) -> str:
    return str(camelcase_to_underscores(operation))


def answer(operation: str, region: str, request: dict[str, Any]) -> tuple[int, dict[str, Any], str | bytes]:
    """moto's answer to a request, as it would be sent."""
    handler: Any = DynamoHandler()
    handler.region, handler.current_account = region, ACCOUNT
    handler.headers, handler.querystring, handler.uri_match = request["headers"], {}, {}
    handler.response_headers = {"x-amzn-requestid": str(uuid4())}
    handler.body = handler.params = _parser(operation).parse({"body": request["body"]})
    with _one_at_a_time:
        try:
            result = getattr(handler, _method(operation))()
        except ServiceException as error:
            result = ActionResult(error)
        except HTTPException as error:
            headers = {**handler.response_headers, **dict(error.get_headers() or [])}
            return int(error.code or 500), headers, str(error.description)
        status, headers, body = handler.serialized(result)
        return status, headers, body


def make_request(self: Any, operation_model: OperationModel, request_dict: dict[str, Any]) -> Any:
    """An answer and what it says, as of a request that needed no second try: moto refuses nobody for being busy."""
    _, dynamodb, host = self.host.rpartition("https://dynamodb.")
    if not dynamodb or not host.endswith(".amazonaws.com") or operation_model.name not in OF_ITEMS:
        return _over_http(self, operation_model, request_dict)
    status, headers, body = answer(operation_model.name, host.split(".")[0], request_dict)
    sent = body if isinstance(body, bytes) else body.encode()
    gen_amz_crc32(sent, headers)
    http = AWSResponse(request_dict["url"], status, HTTPHeaders.from_dict(headers), None)
    parser = self._response_parser_factory.create_parser(operation_model.service_model.resolved_protocol)
    written = {"headers": headers, "status_code": status, "body": sent, "context": {}}
    parsed = parser.parse(written, operation_model.output_shape)
    if status >= 300:
        self._add_modeled_error_fields(written, parsed, operation_model, parser)
    parsed["ResponseMetadata"]["RetryAttempts"] = 0
    return http, parsed
