"""Chart coordinates and version traps."""

import pytest

from blueprint.catalog.charts import CHARTS, CLEARML_ENTERPRISE, GATEWAY, GPU_OPERATOR, TRAPS, traps

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


@pytest.mark.parametrize("version", ["2.0.0", "3.2.0", "99.0.0"])
def test_every_gateway_may_want_its_key_pair_in_its_values(version: str) -> None:
    assert "gateway.credentials: apiKey" in str(traps(GATEWAY, version))


def test_only_public_charts_are_pinned() -> None:
    assert sorted(name for name, chart in CHARTS.items() if chart.version) == ["gpu-operator", "redis"]
    assert all(
        chart.reference is None or chart.reference.startswith("oci://") or chart.repository for chart in CHARTS.values()
    )


def test_every_trap_reads_as_a_sentence_after_chart_and_version() -> None:
    assert [trap.text for trap in TRAPS if trap.text[0].isupper() or trap.text.endswith(".") or "\n" in trap.text] == []
