"""Every inference (INF) in the simulator's code has a row in docs/api-observations.md, and every row has its code."""

import re
from collections import Counter

from tests.sandbox.clearml.process import ROOT


def test_every_inference_is_documented() -> None:
    code = {file.name: file.read_text().count("INF:") for file in (ROOT / "sandbox" / "clearml").rglob("*.py")}
    rows = Counter(re.findall(r"^\| `(\w+\.py)` \|", (ROOT / "docs" / "api-observations.md").read_text(), re.MULTILINE))
    assert rows
    assert {name: count for name, count in code.items() if count} == dict(rows)


def test_every_guess_of_the_program_has_a_row_that_says_what_happens_if_it_is_wrong() -> None:
    page = (ROOT / "docs" / "api-observations.md").read_text()
    rooms = ("blueprint", "components", "providers", "commands", "fleet")
    files = (file for room in rooms for file in (ROOT / room).rglob("*.py"))
    guessing = {str(file.relative_to(ROOT)) for file in files if re.search(r"\bINF\b", file.read_text())}
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if re.match(r"\| `[\w/.]+\.py`", line)]
    named = {path for row in rows for path in re.findall(r"`([\w/.]+\.py)`", row[0])}
    assert guessing - named == set()
    assert [path for path in named if "/" in path and not (ROOT / path).is_file()] == []
    assert [row for row in rows if len(row) not in {4, 5} or len(row[-1]) < 10] == []
