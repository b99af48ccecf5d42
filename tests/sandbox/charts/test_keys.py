"""The stand-in charts of agent, gateway and Redis have every key that a tenant's values set."""

from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.charts.chart import FOLDER
from tests.blueprint.values.golden_tenants import HOME
from tests.blueprint.values.golden_yaml import read

CHARTS = {
    "agent.yaml": "clearml-enterprise-agent",
    "gateway.yaml": "clearml-enterprise-app-gateway",
    "redis.yaml": "redis",
}
OLDER = {"clearml.jwksKey", "tcpSession"}
"""Keys in the guide's values that belong to the chart under its former name."""


def unknown(made: Any, known: Any, path: str = "") -> Iterator[str]:
    """Paths of `made` that `known` lacks; an empty mapping in `known` accepts any key."""
    for key, value in made.items():
        here = f"{path}.{key}" if path else key
        if key not in known:
            yield here
        elif isinstance(value, dict) and isinstance(known[key], dict) and known[key]:
            yield from unknown(value, known[key], here)


@pytest.mark.parametrize("path", sorted(HOME.glob("*/*.yaml")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_chart_reads_what_is_set(path: Any) -> None:
    if path.name not in CHARTS:
        assert path.name in {"manifests.yaml", "releases.yaml", "settings.yaml"}
        return
    known = read(FOLDER / CHARTS[path.name] / "values.yaml")

    assert set(unknown(read(path), known)) == (
        OLDER if path.parent.name == "guide" and "gateway" in path.name else set()
    )


def test_an_unknown_key_is_reported() -> None:
    assert list(unknown({"a": {"b": 1, "c": 2}, "d": {"e": 1}}, {"a": {"b": 0}, "d": {}})) == ["a.c"]
