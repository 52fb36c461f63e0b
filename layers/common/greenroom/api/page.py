"""The page that shows the OpenAPI document to people: plain HTML without a script, as the portal's CSP wants it."""

import json
import shlex
from html import escape
from typing import Any

HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Greenroom API</title>
<link rel="stylesheet" href="/static/greenroom.css">
</head>
<body>
"""


def page_of(document: dict[str, Any]) -> str:
    """The document as one page."""
    schemas = document["components"]["schemas"]
    parts = [HEAD, "<header class='frame'>", f"<h1>{escape(document['info']['title'])} API</h1>"]
    parts.append(f"<p>{_prose(document['info']['description'])}</p>")
    parts.append('<p>The same for machines: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1).</p></header>')
    parts.append(_contents(document))
    parts.append("<main class='frame'>")
    for tag in document["tags"]:
        parts.append(f"<section><h2>{escape(tag['name'])}</h2>")
        for path, method, operation in _operations(document):
            if tag["name"] in operation["tags"]:
                parts.append(_operation(path, method, operation, schemas))
        parts.append("</section>")
    parts.append("</main>\n</body>\n</html>\n")
    return "\n".join(parts)


def _operations(document: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (path, method.upper(), operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def _contents(document: dict[str, Any]) -> str:
    items = [
        f'<li><a href="#{operation["operationId"]}"><code>{method} {escape(path)}</code></a> '
        f"{escape(operation['summary'])}</li>"
        for path, method, operation in _operations(document)
    ]
    return "\n".join(['<nav aria-label="Routes"><ul>', *items, "</ul></nav>"])


def _operation(path: str, method: str, operation: dict[str, Any], schemas: dict[str, Any]) -> str:
    parts = [
        f'<article id="{operation["operationId"]}">',
        f"<h3><code>{method} {escape(path)}</code></h3>",
        f"<p><strong>{escape(operation['summary'])}.</strong> {_prose(operation.get('description', ''))}</p>",
        _parameters(operation.get("parameters", [])),
    ]
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        parts.append("<h4>Body</h4>")
        parts.append(_fields(body["schema"], schemas))
    parts.append(f"<pre><code>{escape(_curl(path, method, operation, body))}</code></pre>")
    parts.append("<h4>Answers</h4><ul>")
    for status, answer in operation["responses"].items():
        parts.append(f"<li><code>{status}</code> {_prose(answer['description'])}{_example(status, answer)}</li>")
    parts.append("</ul></article>")
    return "\n".join(part for part in parts if part)


def _parameters(parameters: list[dict[str, Any]]) -> str:
    if not parameters:
        return ""
    rows = [
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{one['in']}</td>"
        f"<td>{_prose(one.get('description', ''))} {_kind(one['schema'], {})}</td></tr>"
        for one in parameters
    ]
    return _table("Parameter", "In", rows=rows)


def _fields(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    model = schemas[schema["$ref"].rsplit("/", 1)[-1]] if "$ref" in schema else schema
    needed = model.get("required", [])
    rows = [
        f"<tr><td><code>{escape(name)}</code>{' (required)' if name in needed else ''}</td>"
        f"<td>{_prose(field.get('description', ''))} {_kind(field, schemas)}</td></tr>"
        for name, field in model.get("properties", {}).items()
    ]
    return _table("Field", rows=rows)


def _table(*columns: str, rows: list[str]) -> str:
    head = "".join(f"<th>{column}</th>" for column in (*columns, "What"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _kind(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    if "$ref" in schema:
        found = schemas.get(schema["$ref"].rsplit("/", 1)[-1], {})
        return _kind({**found, **{key: value for key, value in schema.items() if key != "$ref"}}, schemas)
    if "anyOf" in schema:
        kinds = [_kind(choice, schemas) for choice in schema["anyOf"] if choice != {"type": "null"}]
        return " or ".join(kinds)
    words = [str(schema.get("format") or schema.get("type", "anything"))]
    if "enum" in schema:
        words = ["one of " + ", ".join(f"<code>{escape(str(value))}</code>" for value in schema["enum"])]
    bounds = {"minimum": "from", "maximum": "to", "maxLength": "at most", "default": "default"}
    words += [
        f"{word} {escape(json.dumps(schema[key], ensure_ascii=False))}{' characters' if key == 'maxLength' else ''}"
        for key, word in bounds.items()
        if schema.get(key) is not None
    ]
    return f"<small>{', '.join(words)}</small>"


def _example(status: str, answer: dict[str, Any]) -> str:
    content = answer.get("content", {}).get("application/json", {})
    if not status.startswith("2") or "example" not in content:
        return ""
    shown = json.dumps(content["example"], indent=2, ensure_ascii=False)
    return f"<details><summary>Example</summary><pre><code>{escape(shown)}</code></pre></details>"


def _curl(path: str, method: str, operation: dict[str, Any], body: dict[str, Any] | None) -> str:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter["example"]))
    words = ["curl", *([] if method == "GET" else ["-X", method]), f'"$API{path}"']
    if any("AccessToken" in one for one in operation["security"]):
        words += ["-H", '"Authorization: Token $TOKEN"']
    elif operation["security"]:
        words += ["-H", '"X-Session-Key: $SESSION_KEY"']
    if body:
        sent = json.dumps(body["example"], ensure_ascii=False)
        words += ["-H", '"Content-Type: application/json"', "-d", shlex.quote(sent)]
    return " ".join(words)


def _prose(text: str) -> str:
    """Escaped, with `words in backticks` as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{part}</code>" if number % 2 else part for number, part in enumerate(parts))
