"""The browser of the tests sees what a page asks for and what its policy refuses."""

from pathlib import Path

import pytest

from tests.browser.chromium import browser

pytestmark = pytest.mark.browser

PAGE = """<!doctype html>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<title>before</title>
<img src="http://127.0.0.1:1/picture.png">
<details><summary>more</summary>text</details>
<script>document.title = "after"</script>
"""


def test_requests_refusals_and_clicks(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE)
    with browser() as tab:
        tab.open(page)
        assert tab.requests() == [page.as_uri(), "http://127.0.0.1:1/picture.png"]
        assert [text.split()[0] for text in sorted(tab.complaints())] == ["Executing", "Loading"]
        assert tab.value("document.title") == "before"
        tab.click("summary")
        assert tab.value("document.querySelector('details').open")
