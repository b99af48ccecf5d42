"""Chart coordinates and version traps."""

import pytest

from blueprint.catalog.charts import AGENT, CHARTS, CLEARML_ENTERPRISE, GATEWAY, GPU_OPERATOR, REDIS, CatalogChart
from blueprint.catalog.traps import TRAPS, traps

OPERATOR = "bundles the MongoDB operator"
BUNDLED = "bundles Bitnami's MongoDB"


@pytest.mark.parametrize(
    ("version", "since", "until"),
    [("10.11.6", False, True), ("10.11.7", True, False), ("10.11.10", True, False), ("9.99.99", False, True)],
)
def test_a_trap_counts_from_its_first_version_and_up_to_its_last(version: str, since: bool, until: bool) -> None:
    texts = str(traps(CLEARML_ENTERPRISE, version))

    assert (OPERATOR in texts, BUNDLED in texts) == (since, until)


def test_versions_with_a_letter_and_pre_releases_compare_by_number() -> None:
    assert traps(GPU_OPERATOR, "v25.10.1-rc1") == traps(GPU_OPERATOR, "v25.10.1") != ()
    assert traps(GPU_OPERATOR, "v25.3.4") == ()


@pytest.mark.parametrize(
    ("chart", "version", "words", "has"),
    [
        (GATEWAY, "2.0.0", "gateway.credentials: apiServerKey", True),
        (GATEWAY, "2.0.1", "gateway.credentials", False),
        (CLEARML_ENTERPRISE, "10.8.16", "applications' agent", True),
        (CLEARML_ENTERPRISE, "10.8.17", "applications' agent", False),
        (CLEARML_ENTERPRISE, "10.12.4", "metering", True),
        (CLEARML_ENTERPRISE, "10.12.5", "clearml-conf", False),
        (AGENT, "6.9.11", "existingAgentk8sglueSecret", True),
        (AGENT, "6.9.12", "existingAgentk8sglueSecret", False),
        (AGENT, "6.10.3", "low limit of task pods", True),
        (AGENT, "6.10.4", "low limit of task pods", False),
        (REDIS, "17.8.3", "must be a copy", True),
        (REDIS, "23.1.1", "must be a copy", True),
        (REDIS, "17.8.3", "another Redis than 7.0.9", False),
        (REDIS, "23.1.1", "another Redis than 7.0.9", True),
        (GPU_OPERATOR, "v25.10.1", "cdi.enabled: false", True),
    ],
)
def test_a_trap_by_the_version_in_which_it_is(chart: CatalogChart, version: str, words: str, has: bool) -> None:
    assert (words in str(traps(chart, version))) is has


def test_every_trap_names_its_source() -> None:
    assert [trap.text for trap in TRAPS if not trap.source] == []


def test_only_public_charts_are_pinned() -> None:
    assert sorted(name for name, chart in CHARTS.items() if chart.version) == ["gpu-operator", "redis"]
    assert all(
        chart.reference is None or chart.reference.startswith("oci://") or chart.repository for chart in CHARTS.values()
    )


def test_every_trap_reads_as_a_sentence_after_chart_and_version() -> None:
    assert [trap.text for trap in TRAPS if trap.text[0].isupper() or trap.text.endswith(".") or "\n" in trap.text] == []
