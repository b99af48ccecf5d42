"""Every key of every stand-in chart has a comment that names its counterpart in the vendor's chart and the source."""

import re

import pytest

from sandbox.charts.chart import FOLDER, names

SOURCE = re.compile(r"#.*(public|of 2022|guide|docs|INF|stand-in)")
LEAF = re.compile(r"[\w-]+: +[^\s&]")


def _unexplained(text: str) -> list[str]:
    """Lines with a value that no comment covers; a comment covers its level, up to the next line indented less."""
    holding: list[int] = []
    found = []
    for line in text.splitlines():
        depth = len(line) - len(line.lstrip()) if line.strip() else 0
        holding = [one for one in holding if one <= depth and line.strip()]
        if SOURCE.search(line):
            holding.append(depth)
        elif LEAF.match(line.strip()) and not holding:
            found.append(line.strip())
    return found


@pytest.mark.parametrize("chart", names())
def test_each_value_names_its_source(chart: str) -> None:
    assert _unexplained((FOLDER / chart / "values.yaml").read_text()) == []


def test_a_value_without_a_comment_is_reported() -> None:
    assert _unexplained("# guide\na: 1\n\nb: 2\nc:\n  # INF\n  d: 3\n  e: 4\nf: 5\n") == ["b: 2", "f: 5"]
