"""Every inference (INF) in the simulator's code has a row in docs/api-observations.md, and every row has its code."""

import re
from collections import Counter

from tests.sandbox.clearml.process import ROOT


def test_every_inference_is_documented() -> None:
    code = {file.name: file.read_text().count("INF:") for file in (ROOT / "sandbox" / "clearml").rglob("*.py")}
    rows = Counter(re.findall(r"^\| `(\w+\.py)` \|", (ROOT / "docs" / "api-observations.md").read_text(), re.MULTILINE))
    assert rows
    assert {name: count for name, count in code.items() if count} == dict(rows)
