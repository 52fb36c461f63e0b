"""Every template is tested in a browser."""

import re
from pathlib import Path
from typing import Any
from unittest.mock import patch

from functions.portal import pages
from functions.portal.pages import Pages
from tests.browser.preview import Preview
from tests.browser.rooms import RoomPreview
from tests.browser.test_choosing_a_time import ChoicePreview
from tests.browser.test_own_interviews import OwnPreview
from tests.browser.test_report_page import ReportPreview

TEMPLATES = Path(pages.__file__).with_name("templates")
LEANS_ON = re.compile(r'{% (?:extends|from|include|import) "([^"]+)"')


def test_every_template_is_among_the_pages_that_axe_and_the_console_are_asked_about() -> None:
    texts = [template.read_text() for template in TEMPLATES.iterdir()]
    parts = {name for text in texts for name in LEANS_ON.findall(text)}
    shown = set()
    render = Pages._render

    def noting(self: Pages, template: str, *session: Any, **values: Any) -> str:
        shown.add(template)
        return render(self, template, *session, **values)

    with patch.object(Pages, "_render", noting):
        for preview in (Preview(), OwnPreview(), ChoicePreview(), ReportPreview(), RoomPreview()):
            for name in preview.names():
                preview.page(name)
    assert {template.name for template in TEMPLATES.iterdir()} - parts == shown
