"""Every guess in the simulator's code has its row in docs/api-observations.md, and no row is left over."""

import re
from collections import Counter

from tests.sandbox.clearml.process import ROOT


def test_every_guess_is_written_down() -> None:
    code = {file.name: file.read_text().count("INF:") for file in (ROOT / "sandbox" / "clearml").rglob("*.py")}
    rows = Counter(re.findall(r"^\| `(\w+\.py)` \|", (ROOT / "docs" / "api-observations.md").read_text(), re.MULTILINE))
    assert rows
    assert {name: count for name, count in code.items() if count} == dict(rows)
