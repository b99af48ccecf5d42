"""Upgrades of the server: across a database's major version only with a backup; secret Helm values stay secret."""

import base64
import gzip

import pytest

from tests.live.platform.site import Site

pytestmark = pytest.mark.engine

BEFORE, AFTER = "10.7.11", "10.8.0"
CHANGE = f"release clearml/clearml-enterprise: chart {BEFORE} → {AFTER} changes databases with no way back"


@pytest.fixture
def server_only(site: Site) -> Site:
    """A platform of the server alone."""
    site.without("gpu", "redis", "billing", "applications", "billingRegistryToken", "billingKafkaPassword")
    return site


def test_an_upgrade_across_a_databases_major_version_waits_for_a_backup(server_only: Site) -> None:
    site = server_only
    site.chart("clearml-enterprise", BEFORE)
    site.up().succeeded()
    site.chart("clearml-enterprise", AFTER)
    for refused in (site.preview().failed(), site.up().failed()):
        (line,) = {one for one in refused.messages().splitlines() if "changes databases" in one}
        assert CHANGE in line
        assert f'set clearml:controlPlane.backupTakenFor: "{AFTER}"' in line
    assert _charts(site) == [BEFORE]

    site.settings("controlPlane", backupTakenFor=BEFORE)
    assert CHANGE in site.preview().failed().messages()
    site.settings("controlPlane", backupTakenFor=AFTER)
    site.up().succeeded()
    assert _charts(site) == [BEFORE, AFTER]
    assert site.preview().succeeded().steps == set()


def test_a_secret_value_reaches_the_chart_and_no_state(server_only: Site) -> None:
    site = server_only
    site.store("chartSecret-cache")
    site.settings("controlPlane", chart={"secretValues": {"redis": {"auth": {"password": "cache"}}}})
    site.up().succeeded()
    password = site.secret["chartSecret-cache"]
    assert password in _revisions(site)[-1]
    assert password not in site.export()
    assert site.preview().succeeded().steps == set()

    site.store("chartSecret-cache")
    diff = site.pulumi("preview", "--diff").stdout
    assert password not in diff
    assert site.secret["chartSecret-cache"] not in diff
    site.up().succeeded()
    assert site.secret["chartSecret-cache"] in _revisions(site)[-1]


def _charts(site: Site) -> list[str]:
    """Chart version of each revision, oldest first."""
    return [next(one for one in (BEFORE, AFTER) if f'"version":"{one}"' in text) for text in _revisions(site)]


def _revisions(site: Site) -> list[str]:
    """Helm's record of each revision as JSON, oldest first."""
    secrets = [one for one in site.kube.get("secrets", "clearml") if one["type"] == "helm.sh/release.v1"]
    ordered = sorted(secrets, key=lambda one: int(one["metadata"]["labels"]["version"]))
    packed = [base64.b64decode(base64.b64decode(one["data"]["release"])) for one in ordered]
    return [gzip.decompress(one).decode() for one in packed]
