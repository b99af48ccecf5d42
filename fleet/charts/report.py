"""Implements the command `charts`: one line per finding about the releases whose charts are in a folder."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blueprint.values.listing.objects import ListedManifest, ListedObject, ListedRelease
from blueprint.values.platform.network_policies import ACME_SOLVER
from fleet.charts.pods import exceeding, pod_templates, refused, selects
from fleet.charts.templating import Manifest, TemplateError, Templates, find_chart
from fleet.charts.unread import ChartFiles
from fleet.render import listed
from fleet.stack.settings import read_settings

_ENFORCE = "pod-security.kubernetes.io/enforce"


@dataclass(frozen=True)
class NamespaceRules:
    """What the listing puts around a release: Pod Security level, quota, and policies."""

    level: str
    quota: Mapping[str, Any]
    policies: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, objects: Sequence[ListedObject], release: ListedRelease) -> "NamespaceRules":
        """Collect the rules of the release's namespace."""
        cluster, namespace = release.place.cluster, release.place.namespace
        inside = [
            each.manifest
            for each in objects
            if isinstance(each, ListedManifest) and (each.place.cluster, each.place.namespace) == (cluster, namespace)
        ]
        levels = [each["metadata"]["labels"].get(_ENFORCE) for each in inside if each["kind"] == "Namespace"]
        quotas = [each["spec"]["hard"] for each in inside if each["kind"] == "ResourceQuota"]
        policies = tuple(each for each in inside if each["kind"] == "NetworkPolicy")
        return cls(str(levels[0] if levels else "privileged"), quotas[0] if quotas else {}, policies)


def check_charts(stack: str, folder: Path, templates: Templates, root: Path = Path()) -> Iterator[str]:
    """Yield the findings, release by release; the same finding of several tenants has one line.

    Raises SettingsError with all problems.
    """
    settings, _ = read_settings(stack, root)
    objects = list(listed(settings))
    releases = [each for each in objects if isinstance(each, ListedRelease)]
    checked = [CheckedRelease(each, find_chart(folder, each), templates) for each in releases]
    findings = [line for each in checked for line in each.lines(NamespaceRules.of(objects, each.release))]
    findings += [line for where in dict.fromkeys(map(_where, releases)) for line in _missed(where, objects, checked)]
    yield from dict.fromkeys(findings)


class CheckedRelease:
    """A release with the manifests of its chart, None if there are none."""

    def __init__(self, release: ListedRelease, chart: Path | None, templates: Templates) -> None:
        self.release, self._chart, self._error = release, chart, ""
        self.manifests: list[Manifest] | None = None
        try:
            self.manifests = None if chart is None else templates.render(release, chart)
        except TemplateError as error:
            self._error = str(error)

    def lines(self, rules: NamespaceRules) -> Iterator[str]:
        """Yield what was found about the release, beginning with where its chart is."""
        part = f"{self.release.place.part}: {self.release.chart} {self.release.version}"
        if self._chart is None:
            yield f"{part}: not in the folder"
            return
        yield f"{part}: {self._chart.name}"
        unread = ChartFiles.read(self._chart).unread(self.release.values)
        yield from (f"{part}: the chart does not read {path}" for path in unread)
        if self._error:
            yield f"{part}: the chart does not render: {self._error}"
        for manifest in self.manifests or ():
            where = f"{part}: {manifest['kind']} {manifest['metadata']['name']}"
            yield from (f"{where}: {line}" for line in _refused(manifest, rules))


def _refused(manifest: Manifest, rules: NamespaceRules) -> Iterator[str]:
    for template in pod_templates(manifest):
        for what in refused(rules.level, template["spec"]):
            yield f"refused by Pod Security {rules.level}: {what}"
        for what in exceeding(rules.quota, template["spec"]):
            yield f"more than the quota of the namespace: {what}"


def _where(release: ListedRelease) -> tuple[str, str]:
    return release.place.cluster, release.place.namespace


def _missed(
    where: tuple[str, str], objects: Sequence[ListedObject], checked: Sequence[CheckedRelease]
) -> Iterator[str]:
    """Policies that select no pod of the charts in their namespace, if all of these were rendered."""
    inside = [each for each in checked if _where(each.release) == where]
    if any(each.manifests is None for each in inside):
        return
    templates = [pod for each in inside for manifest in each.manifests or () for pod in pod_templates(manifest)]
    labels = [(pod.get("metadata") or {}).get("labels") or {} for pod in templates]
    for policy in NamespaceRules.of(objects, inside[0].release).policies:
        wanted = policy["spec"]["podSelector"].get("matchLabels")
        if wanted and wanted != ACME_SOLVER and not any(selects(policy["spec"]["podSelector"], one) for one in labels):
            yield f"{where[1]}: NetworkPolicy {policy['metadata']['name']} selects no pod of the charts: {wanted}"
