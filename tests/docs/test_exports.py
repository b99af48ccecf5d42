"""docs/exports.md shows every field that other stacks can rely on, and no other."""

import json
import re
from typing import Any

from blueprint.settings.platform.platform import PlatformSettings
from blueprint.values.platform.outline import outline
from tests.contract.test_platform_contract import WHOLE
from tests.docs.pages import ROOT

PAGE = (ROOT / "docs/exports.md").read_text()
ALWAYS = {"contract", "scope", "apiUrl"}
"""Fields that a stack without a platform also exports."""


def sample(output: str) -> dict[str, Any]:
    """The page's output of `pulumi stack output`."""
    found = re.search(rf"`pulumi stack output {output} --json`.*?```json\n(.*?)```", PAGE, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def fields(output: dict[str, Any]) -> set[str]:
    """Paths of the output's fields, down to mappings whose keys a stack chooses."""
    inner = {f"{part}.{field}" for part in ("redis", "gpu") for field in output[part]}
    return {*output, *inner}


def test_the_sample_of_the_platform_has_every_field() -> None:
    made = outline(PlatformSettings.model_validate(WHOLE, by_alias=True, by_name=False))
    assert fields(sample("platform")) == ALWAYS | fields(made)


def test_every_field_of_the_sample_is_explained() -> None:
    rows = " ".join(re.findall(r"^\| (`.*)$", PAGE, re.MULTILINE))
    explained = set(re.findall(r"`([\w.]+)`", rows))
    assert [
        field for field in fields(sample("platform")) - {"gpu"} if not {field, field.split(".")[-1]} & explained
    ] == []
    assert set(sample("tenants")["acme"]) <= set(re.findall(r"\w+", rows))
