"""Maps errors of Helm and of a chart's templates to the setting that corrects them.

Sources: texts of Helm 3 (pkg/action, pkg/chartutil, pkg/engine); of the charts as in `blueprint.catalog.traps`.
"""

import re
from dataclasses import dataclass
from typing import Final

from blueprint.catalog.charts import (
    AGENT,
    BILLING,
    CDMO,
    CLEARML_ENTERPRISE,
    GATEWAY,
    GPU_OPERATOR,
    REDIS,
    CatalogChart,
)

_PATHS: Final = {
    CLEARML_ENTERPRISE: "clearml:controlPlane",
    AGENT: "clearml:workers.agent",
    GATEWAY: "clearml:workers.gateway",
    CDMO: "clearml:gpu.cdmo",
    BILLING: "clearml:billing",
    GPU_OPERATOR: "clearml:gpu.operator",
    REDIS: "clearml:redis",
}
"""Section of the stack's configuration that a chart belongs to."""


@dataclass(frozen=True)
class ChartError:
    """An error by its text; `advice` may use `path`, the section of the chart, and the groups of `pattern`."""

    pattern: re.Pattern[str]
    advice: str
    charts: tuple[CatalogChart, ...] = tuple(_PATHS)


def _error(pattern: str, advice: str, *charts: CatalogChart) -> ChartError:
    return ChartError(re.compile(pattern, re.DOTALL), advice, charts or tuple(_PATHS))


CHART_ERRORS: Final = (
    _error(
        r"\bapi(Key|Secret)\b", "its chart wants the key pair in its values: set {path}.credentials: apiKey", GATEWAY
    ),
    _error(
        r"\bapiServer(Key|Secret)\b",
        "its chart wants the key pair under an older key: set {path}.credentials: apiServerKey",
        GATEWAY,
    ),
    _error(
        r"\bagentk8sglue(Key|Secret)\b",
        "its chart wants the key pair in its values: set {path}.credentials: agentk8sglueKey",
        AGENT,
    ),
    _error(
        r"requires kubeVersion: (?P<wanted>\S.*?) which is incompatible with Kubernetes (?P<actual>v\S+)",
        "this version of its chart installs only on Kubernetes {wanted}, and the cluster has {actual}: set another "
        "{path}.chart.version",
    ),
    _error(
        r"allowInsecureImages",
        "its chart refuses images from other registries than its own: set global.security.allowInsecureImages: true in "
        "{path}.chart.values",
    ),
    _error(
        r'ClusterRole\w*\W+"(?P<name>[^"\\]+).*invalid ownership metadata',
        "another tenant's agent has the ClusterRole {name} already: set {path}.chart.version to 6.13.9 or later, or "
        "remove what enables the ClusterRole from the values",
        AGENT,
    ),
    _error(
        r"specifications of the schema.*?\n\s*- (?P<problem>[^\n]+)",
        "its chart refuses a value ({problem}): correct {path}.chart.values",
    ),
    _error(
        r"<\.Values\.(?P<key>[\w.]+)>: nil pointer",
        "its chart needs a value that is missing: set {key} in {path}.chart.values",
    ),
    _error(
        r"execution error at \((?P<template>[^)]+)\): (?P<text>[^\n]+)",
        "its chart's template {template} ends with '{text}': set what it names in {path}.chart.values",
    ),
    _error(
        r"\b401\b|[Uu]nauthorized|insufficient_scope|requested access to the resource is denied",
        "the registry refuses its chart: run `helm registry login` for the host of {path}.chart.reference",
    ),
)
"""Errors; the first that fits counts, so the specific ones come before those of every chart."""


def explain(chart: CatalogChart, error: str) -> str | None:
    """Return on one line what corrects an error of this chart's release; None for an error that is not listed."""
    for each in CHART_ERRORS:
        match = each.pattern.search(error)
        if match is not None and chart in each.charts:
            return each.advice.format(path=_PATHS[chart], **match.groupdict())
    return None
