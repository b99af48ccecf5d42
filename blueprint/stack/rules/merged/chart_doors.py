"""Finds the free-form values of a chart: `values`, and `secretValues` with a placeholder for each secret.

A secret value takes precedence over every other one, so it can undo the same protections.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from blueprint.settings.checking.places import NAMESPACE
from blueprint.settings.platform.chart import ChartSettings
from blueprint.stack.rules.merged.doors import Door
from blueprint.values.common.secret_values import with_secret_values

_PLACEHOLDER = "<secret: {}>".format


def plain_door(file: str, part: str, chart: ChartSettings) -> Door:
    """Return `values` of the chart of a part, such as gpu.operator."""
    return Door(file, f"{NAMESPACE}:{part}.chart.values", chart.values)


def secret_doors(file: str, part: str, chart: ChartSettings) -> Iterator[Door]:
    """Return `secretValues` of the chart, if it has any."""
    if chart.secret_values:
        yield Door(file, f"{NAMESPACE}:{part}.chart.secretValues", with_placeholders({}, chart))


def with_placeholders(values: Mapping[str, Any], chart: ChartSettings) -> dict[str, Any]:
    """Return the values as Helm gets them, with a placeholder for each secret."""
    return with_secret_values(values, chart, _PLACEHOLDER)
