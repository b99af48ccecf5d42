"""Charts and archives: location, identity, and known surprises of their versions."""

import zipfile
from pathlib import Path

import pytest

from blueprint.catalog.charts import BILLING, CDMO, CLEARML_ENTERPRISE, GPU_OPERATOR, REDIS, CatalogChart
from blueprint.plan.charts.coordinates import Coordinates, coordinates
from blueprint.settings.checking.problems import SettingsError
from blueprint.settings.platform.chart import ChartSettings
from blueprint.stack.keys import ENCRYPTED
from tests.blueprint.plan.charts import charts
from tests.blueprint.platform_config import CLUSTER, control_plane, gpu
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder

TOKENS: dict[str, object] = {"billingRegistryToken": ENCRYPTED, "billingKafkaPassword": ENCRYPTED}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the program's folder the current one: paths in the settings start there."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chart(**keys: str) -> ChartSettings:
    """The settings of a chart."""
    return ChartSettings.model_validate(keys)


@pytest.mark.parametrize(
    ("own", "known", "expected"),
    [
        (
            chart(version="11.0.2"),
            CLEARML_ENTERPRISE,
            Coordinates("oci://docker.io/clearml/clearml-enterprise", None, "11.0.2"),
        ),
        (
            chart(reference="allegroai-enterprise/clearml-enterprise", version="7.0.1"),
            CLEARML_ENTERPRISE,
            Coordinates("allegroai-enterprise/clearml-enterprise", None, "7.0.1"),
        ),
        (chart(), GPU_OPERATOR, Coordinates("gpu-operator", "https://nvidia.github.io/gpu-operator", "v25.10.1")),
        (chart(), REDIS, Coordinates("redis", "https://charts.bitnami.com/bitnami", "17.8.3")),
        (
            chart(reference="oci://registry.example/redis"),
            REDIS,
            Coordinates("oci://registry.example/redis", None, "17.8.3"),
        ),
        (
            chart(repository="https://charts.example", version="1.2.3"),
            CDMO,
            Coordinates("clearml-dynamic-mig-operator", "https://charts.example", "1.2.3"),
        ),
    ],
)
def test_settings_win_over_the_catalog(own: ChartSettings, known: CatalogChart, expected: Coordinates) -> None:
    assert coordinates(own, known) == expected


def test_a_chart_on_this_machine_has_its_own_version() -> None:
    charts.folder(Path("charts/redis"), "redis", "99.0.0")
    charts.archive(Path("redis.tgz"), "redis", "98.0.0")

    assert coordinates(chart(reference="./charts/redis"), REDIS) == Coordinates("./charts/redis", None, "99.0.0")
    assert coordinates(chart(reference="./redis.tgz"), REDIS) == Coordinates("./redis.tgz", None, "98.0.0")


def test_the_vendors_archive_is_found_relative_and_absolute(here: Path) -> None:
    charts.archive(Path("billing.tgz"))

    assert coordinates(chart(), BILLING, Path("billing.tgz")) == Coordinates("./billing.tgz", None, "1.1.0")
    assert coordinates(chart(), BILLING, here / "billing.tgz").reference == str(here / "billing.tgz")


def test_another_chart_or_version_on_this_machine_is_refused(folder: Folder) -> None:
    charts.folder(Path("server"), "clearml", "7.14.4")
    charts.folder(Path("other"), "clearml-enterprise", "11.0.1")

    (name,) = folder.lines(control_plane(chart={"reference": "./server"}))
    assert matches(name, "server: name | 'clearml' | 'clearml-enterprise'")
    (version,) = folder.lines(control_plane(chart={"reference": "./other", "version": "11.0.2"}))
    assert matches(version, "other: version | version 11.0.1 | version 11.0.2")


@pytest.mark.parametrize("config", [control_plane(chart={}), gpu(cdmo={}) | {"registryToken": ENCRYPTED}])
def test_a_closed_chart_needs_a_version(folder: Folder, config: dict[str, object]) -> None:
    (line,) = folder.lines(config)

    assert "chart.version: found nothing" in line


def billing(sha256: str, **more: object) -> dict[str, object]:
    """A configuration with billing by the archive `billing.tgz`."""
    return CLUSTER | TOKENS | {"billing": {"mode": "chart", "archive": "billing.tgz", "sha256": sha256} | more}


def test_the_right_billing_archive_is_taken(folder: Folder) -> None:
    assert folder.build(billing(charts.archive(Path("billing.tgz")))).platform is not None


def test_a_wrong_checksum_is_refused_with_the_right_one(folder: Folder) -> None:
    right = charts.archive(Path("billing.tgz"))

    (line,) = folder.lines(billing("0" * 64))
    assert matches(line, f"Pulumi.dev.yaml: clearml:billing.sha256 | 'billing.tgz' | {right}")


def test_an_archive_of_another_chart_is_refused(folder: Folder) -> None:
    (line,) = folder.lines(billing(charts.archive(Path("billing.tgz"), "redis", "17.8.3")))
    assert matches(line, "billing.tgz: name | 'redis' | 'clearml-billing'")


def test_an_archive_takes_no_location_and_no_version(folder: Folder) -> None:
    (line,) = folder.lines(billing(charts.archive(Path("billing.tgz")), chart={"version": "1.0.0"}))

    assert matches(line, "Pulumi.dev.yaml: clearml:billing.chart | version | archive")


@pytest.mark.parametrize("cut", [0, 20, -30])
def test_a_damaged_archive_is_one_line(folder: Folder, cut: int) -> None:
    charts.archive(Path("billing.tgz"))
    Path("billing.tgz").write_bytes(Path("billing.tgz").read_bytes()[:cut])

    (line,) = folder.lines(billing(charts.checksum(Path("billing.tgz"))))

    assert matches(line, "billing.tgz | damaged")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name: [", "server/Chart.yaml: line 2, column 1 | YAML"),
        ("name: 7\nversion: 1.0.0\n", "server/Chart.yaml: name | the number 7"),
        ("name: clearml-enterprise\n", "server/Chart.yaml: version | nothing"),
    ],
)
def test_an_invalid_chart_yaml_is_refused(folder: Folder, text: str, line: str) -> None:
    Path("server").mkdir()
    Path("server/Chart.yaml").write_text(text + "\n")

    assert matches(folder.lines(control_plane(chart={"reference": "./server"}))[0], line)


def test_a_missing_chart_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"no readable chart \(No such file or directory\)"):
        coordinates(chart(reference="./none"), REDIS)


def test_the_applications_are_a_zip_with_the_right_checksum(folder: Folder) -> None:
    with zipfile.ZipFile("apps.zip", "w") as made:
        made.writestr("upload_apps.py", "")
    Path("apps.tgz").write_bytes(b"no archive")

    def config(name: str, sha256: str) -> dict[str, object]:
        return CLUSTER | {"applications": {"archive": name, "sha256": sha256}}

    assert folder.build(config("apps.zip", charts.checksum(Path("apps.zip")))).platform is not None
    (line,) = folder.lines(config("apps.zip", "0" * 64))
    assert matches(line, "Pulumi.dev.yaml: clearml:applications.sha256 | checksum | 'apps.zip'")
    (line,) = folder.lines(config("apps.tgz", charts.checksum(Path("apps.tgz"))))
    assert matches(line, "Pulumi.dev.yaml: clearml:applications.archive | .zip | 'apps.tgz'")


def test_a_surprise_of_a_version_is_a_warning(folder: Folder) -> None:
    warnings = folder.build(control_plane(chart={"version": "10.8.0"})).warnings

    assert "clearml:controlPlane.chart: clearml-enterprise 10.8.0 " in str(warnings)
    assert folder.build(CLUSTER).warnings == ()
