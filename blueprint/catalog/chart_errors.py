"""Maps errors of Helm and of a chart's templates to the setting that corrects them.

Sources: texts of Helm 3 (pkg/action, pkg/chartutil, pkg/engine), of its two schema libraries
(xeipuuv/gojsonschema, santhosh-tekuri/jsonschema v6) and of registry clients (oras-project/oras-go); of the charts as
in `blueprint.catalog.traps`.
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
    """An error by its text; `advice` may use `path`, the section of the chart, and the groups of `pattern`.

    `credentials` is the form of key pairs that the advice sets; with that form, the advice is of no use.
    """

    pattern: re.Pattern[str]
    advice: str
    charts: tuple[CatalogChart, ...] = tuple(_PATHS)
    credentials: str | None = None


def _error(pattern: str, advice: str, *charts: CatalogChart) -> ChartError:
    return ChartError(re.compile(pattern, re.DOTALL), advice, charts or tuple(_PATHS))


def _key_pair(stem: str, advice: str, chart: CatalogChart) -> ChartError:
    """A chart that misses `<stem>Key` or `<stem>Secret` in its values; an error that only names it is another one."""
    key, missing = rf"\b{stem}(?:Key|Secret)\b", r"(?:nil pointer|required|execution error|missing propert)"
    pattern = re.compile(rf"{key}[^\n]*{missing}|{missing}[^\n]*{key}")
    return ChartError(pattern, f"{advice}: set {{path}}.credentials: {stem}Key", (chart,), f"{stem}Key")


_REGISTRY: Final = r"(?:oci://|\bpull|\bregistry\b|\bchart\b)"
_REFUSED: Final = (
    r"(?:(?<!:)\b40[13]\b(?!:\d)|\b[Uu]nauthorized\b|insufficient_scope|requested access to the resource is denied)"
)
"""A registry's refusal; a line number of a template is none, and an image is pulled by other credentials."""
CHART_ERRORS: Final = (
    _key_pair("api", "its chart wants the key pair in its values", GATEWAY),
    _key_pair("apiServer", "its chart wants the key pair under an older key", GATEWAY),
    _key_pair("agentk8sglue", "its chart wants the key pair in its values", AGENT),
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
        rf"(?:^|\n)(?![^\n]*\bimage)[^\n]*?(?:{_REGISTRY}[^\n]*{_REFUSED}|{_REFUSED}[^\n]*{_REGISTRY})",
        "the registry refuses its chart: run `helm registry login` for the host of {path}.chart.reference",
    ),
)
"""Errors; the first that fits counts, so the specific ones come before those of every chart."""


def explain(chart: CatalogChart, error: str, credentials: str | None = None) -> str | None:
    """Return on one line what corrects an error of this chart's release; None for an error that is not listed.

    `credentials` is how the release gets its key pair now. Values that a schema refuses are left out: they may be
    secret.
    """
    for each in CHART_ERRORS:
        match = each.pattern.search(error)
        if match is None or chart not in each.charts or (each.credentials and each.credentials == credentials):
            continue
        groups = {name: _without_values(text) for name, text in match.groupdict().items()}
        return each.advice.format(path=_PATHS[chart], **groups)
    return None


def _without_values(problem: str) -> str:
    """Leave out a value that a pattern or a format refuses, and what the check of a format found in it."""
    problem = re.sub(r"(^|: )['\"].*['\"] (?=does not match pattern|is not valid)", r"\1the value ", problem)
    return re.sub(r"(the value is not valid [\w-]+).*", r"\1", problem)
