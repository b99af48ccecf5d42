"""The page in a real browser: it loads nothing, shows everything, folds, prints, and text stays text."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from fleet.review.page.bars import Bar
from fleet.review.page.document import Document, Section, html
from fleet.review.page.matrix import Cell, Row
from tests.browser.chromium import browser
from tests.browser.tab import Tab

pytestmark = pytest.mark.browser

EVIL = "<script>document.title = 'taken'</script><img src=http://127.0.0.1:1/x onerror=\"document.title = 'taken'\">"
COLUMNS = ("people", "keys", "queues", "agents", "gateway", "quota", "everything else")
SHOWN = "document.querySelector('#tenant-acme li').checkVisibility()"
DOCUMENT = Document(
    title="Review of stack prod",
    verdict="3 tenants change, 1 of them is removed. Needs a second approval.",
    loud=("initech: the company and everything in it is deleted", f"{EVIL}: domains move"),
    columns=COLUMNS,
    rows=(
        Row("acme", "tenant-acme", {"people": Cell("changed", 1, "1 person"), "agents": Cell("changed", 2, "restart")}),
        Row("initech", "tenant-initech", {name: Cell("gone", 3, "all") for name in COLUMNS[:5]}),
        Row(EVIL, "tenant-evil", {"people": Cell("new", 1, EVIL)}),
    ),
    cards=(Bar("A100-40GB", 2, 1.75, 2.5), Bar("H100-80GB", 2, 0.5, 0.5)),
    sections=(
        Section("tenant-acme", "acme", "renamed", ("The company is called Acme Laboratories.",)),
        Section("tenant-initech", "initech", "removed", ("The company is deleted.",), loud=True),
        Section("tenant-evil", EVIL, EVIL, (EVIL,)),
    ),
    notes=("The vendor's bill changes.",),
)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "review.html"
    path.write_text(html(DOCUMENT), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def tab(page: Path) -> Iterator[Tab]:
    with browser() as opened:
        opened.open(page)
        yield opened


def test_it_loads_nothing_and_breaks_no_rule_of_its_own(page: Path, tab: Tab) -> None:
    assert tab.requests() == [page.as_uri()]
    assert tab.complaints() == []
    assert tab.value("document.title") == DOCUMENT.title
    assert tab.value("document.querySelectorAll('script, img, link, [style], [onclick]').length") == 0


def test_its_policy_stops_what_would_get_in_all_the_same(page: Path, tab: Tab) -> None:
    broken = page.with_name("broken.html")
    broken.write_text(page.read_text().replace("</body>", f"{EVIL}<style>body {{ color: red }}</style></body>"))
    tab.open(broken)
    assert tab.value("document.title") == DOCUMENT.title
    assert len(tab.complaints()) >= 3
    assert tab.value("getComputedStyle(document.body).color") != "rgb(255, 0, 0)"
    tab.open(page)


def test_all_that_it_knows_is_on_it(tab: Tab) -> None:
    text = tab.value("document.body.textContent")
    for section in DOCUMENT.sections:
        assert all(line in text for line in (section.name, section.summary, *section.lines))
    for line in (DOCUMENT.verdict, *DOCUMENT.loud, *DOCUMENT.notes):
        assert line in text


def test_the_loud_lines_come_first_and_the_loud_tenant_is_open(tab: Tab) -> None:
    assert tab.value("document.querySelector('main, section').className") == "loud"
    assert tab.value("[...document.querySelectorAll('details')].map(d => d.open)") == [False, True, False]


def test_a_tenant_opens_by_a_click(tab: Tab) -> None:
    assert not tab.value(SHOWN)
    tab.click("#tenant-acme summary")
    assert tab.value(SHOWN)
    tab.click("#tenant-acme summary")


def test_on_paper_every_tenant_is_open(tab: Tab) -> None:
    assert not tab.value(SHOWN)
    tab.media("print")
    assert tab.value(SHOWN)
    tab.media()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_is_legible_in_both_colours(tab: Tab, scheme: str) -> None:
    tab.media(prefers_color_scheme=scheme)
    for selector in ("body", ".loud h2", ".new", ".changed", ".gone", "caption", "summary .quiet"):
        assert _contrast(tab, selector) >= 4.5, selector
    tab.media()


@pytest.mark.parametrize("width", [360, 1280])
def test_only_the_table_scrolls_sideways(tab: Tab, width: int) -> None:
    tab.size(width)
    assert tab.value("document.documentElement.scrollWidth") <= width


def _contrast(tab: Tab, selector: str) -> float:
    """Contrast of text and ground as WCAG 2.2 defines it; 4.5 is its level AA."""
    luminance = """c => { const [r, g, b] = c.match(/[\\d.]+/g).map(v => v / 255)
        .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126*r + 0.7152*g + 0.0722*b }"""
    ground = """e => { while (e && getComputedStyle(e).backgroundColor === 'rgba(0, 0, 0, 0)') e = e.parentElement;
        return getComputedStyle(e).backgroundColor }"""
    script = f"""(e => {{ const l = {luminance}; const g = {ground};
        const [a, b] = [l(getComputedStyle(e).color), l(g(e))].sort((x, y) => y - x);
        return (a + 0.05) / (b + 0.05) }})(document.querySelector({selector!r}))"""
    return float(tab.value(script))
