"""Templates that were compiled in the build equal their source."""

from pathlib import Path

import pytest
from jinja2 import ModuleLoader, TemplateSyntaxError, UndefinedError

from greenroom.templating import COMPILED, compile_templates, environment_of

TEXTS = {
    "base.html": "<p>{% block inner %}{% endblock %}</p>",
    "page.html": '{% extends "base.html" %}{% block inner %}{{ name }}{% endblock %}',
    "mail.txt.j2": "Dear {{ name }}",
    "indented.html": "<ul>\n  {% if name %}\n  <li>{{ name }}</li>\n\t  {% endif %}\n</ul>",
    "indented.txt.j2": "Times:\n  {{ name }}",
}


@pytest.fixture(params=["as text", "compiled"])
def templates(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    for name, text in TEXTS.items():
        (tmp_path / name).write_text(text)
    if request.param == "compiled":
        compile_templates(tmp_path)
        for name in TEXTS:
            (tmp_path / name).write_text("the text is read no more")
    return tmp_path


def test_pages_escape_and_plain_text_does_not(templates: Path) -> None:
    environment = environment_of(templates)
    assert environment.get_template("page.html").render(name="<b>") == "<p>&lt;b&gt;</p>"
    assert environment.get_template("mail.txt.j2").render(name="<b>") == "Dear <b>"


def test_pages_have_no_indentation_and_what_they_show_keeps_its_own(templates: Path) -> None:
    environment = environment_of(templates)
    assert environment.get_template("indented.html").render(name="a\n  b") == "<ul>\n<li>a\n  b</li>\n</ul>"
    assert environment.get_template("indented.txt.j2").render(name="9:00") == "Times:\n  9:00"


def test_a_missing_value_is_an_error(templates: Path) -> None:
    with pytest.raises(UndefinedError):
        environment_of(templates).get_template("page.html").render()


def test_a_template_that_is_none_is_found_in_the_build(tmp_path: Path) -> None:
    (tmp_path / "broken.html").write_text("{% if %}")
    with pytest.raises(TemplateSyntaxError):
        compile_templates(tmp_path)


def test_compiled_templates_are_loaded_and_not_compiled_again(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("x")
    compile_templates(tmp_path)
    assert (tmp_path / COMPILED).is_dir()
    assert isinstance(environment_of(tmp_path).loader, ModuleLoader)


def test_only_templates_are_compiled_whatever_else_lies_beside_them(tmp_path: Path) -> None:
    (tmp_path / "page.html.j2").write_text("<p>{{ name }}</p>")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "left.pyc").write_bytes(b"\xcf\x00")
    compile_templates(tmp_path)
    assert environment_of(tmp_path).get_template("page.html.j2").render(name="<") == "<p>&lt;</p>"
