"""Names follow Helm's rule and the settings, from one place."""

import pytest

from blueprint.settings.platform.billing import BillingSettings
from blueprint.settings.platform.control_plane import ControlPlaneSettings
from blueprint.settings.platform.redis import RedisSettings
from blueprint.values.names import BillingNames, RedisNames, ServerNames, fullname


@pytest.mark.parametrize(
    ("release", "chart", "override", "name"),
    [
        ("clearml", "clearml-enterprise", None, "clearml-clearml-enterprise"),
        ("clearml-enterprise", "clearml-enterprise", None, "clearml-enterprise"),
        ("my-clearml-enterprise-2", "clearml-enterprise", None, "my-clearml-enterprise-2"),
        ("redis", "redis", None, "redis"),
        ("clearml-billing", "kafka", None, "clearml-billing-kafka"),
        ("clearml", "clearml-enterprise", "server", "server"),
        ("a" * 50, "clearml-enterprise", None, "a" * 50 + "-clearml-ente"),
        ("a" * 54, "clearml-enterprise", None, "a" * 54 + "-clearml"),
    ],
)
def test_helms_rule(release: str, chart: str, override: str | None, name: str) -> None:
    """The last two are cut at 63 characters, and a hyphen at the cut goes too (`trunc 63 | trimSuffix "-"`)."""
    assert fullname(release, chart, override) == name


def test_the_guides_names() -> None:
    names = ServerNames.of(ControlPlaneSettings(base_domain="clearml.example", release="clearml"))

    assert names.service("apiserver") == "clearml-clearml-enterprise-apiserver"
    assert names.service_url("fileserver") == "http://clearml-clearml-enterprise-fileserver.clearml:8081"
    assert names.name_label == {"app.kubernetes.io/name": "clearml-clearml-enterprise"}
    assert RedisNames.of(RedisSettings()).host == "redis-master.redis-shared"
    assert BillingNames.of(BillingSettings()).kafka_host == "clearml-billing-kafka.clearml-billing"
    assert BillingNames.of(BillingSettings()).redis_host == "clearml-billing-redis-master.clearml-billing"


def test_the_newest_names() -> None:
    names = ServerNames.of(ControlPlaneSettings(base_domain="clearml.example"))

    assert names.service("webserver") == "clearml-enterprise-webserver"
    assert (names.api_url, names.app_url, names.files_url) == (
        "https://api.clearml.example",
        "https://app.clearml.example",
        "https://files.clearml.example",
    )
    assert names.instance_label("apiserver") == {"app.kubernetes.io/instance": "clearml-enterprise-apiserver"}


@pytest.mark.parametrize("given", ["example.com", ".example.com"])
def test_the_chart_puts_the_cookies_dot_itself(given: str) -> None:
    assert (
        ServerNames.of(ControlPlaneSettings(base_domain="ml.example.com", cookie_domain=given)).cookie_domain
        == "example.com"
    )
