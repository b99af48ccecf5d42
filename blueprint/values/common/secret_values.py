"""Lays secret values of a chart over its plain ones."""

from collections.abc import Callable, Mapping
from typing import Any

from blueprint.settings.platform.chart import ChartSettings
from blueprint.settings.secrets import CHART_SECRET
from blueprint.values.common.merge import overlay


def with_secret_values(values: Mapping[str, Any], chart: ChartSettings, secret: Callable[[str], Any]) -> dict[str, Any]:
    """Return the values with those of `chart.secretValues`.

    `secret` returns what stands in for a secret, by its key in the stack's configuration, such as chartSecret-redis: a
    Pulumi Output, or a text such as `<secret: chartSecret-redis>` for a listing.
    """
    return overlay(values, _resolved(chart.secret_values, secret))


def _resolved(names: Mapping[str, Any], secret: Callable[[str], Any]) -> dict[str, Any]:
    return {
        key: secret(CHART_SECRET.key_of(name)) if isinstance(name, str) else _resolved(name, secret)
        for key, name in names.items()
    }
