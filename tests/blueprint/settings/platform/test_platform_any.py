"""Any data in a configuration becomes settings, or problems of one line each that reveal no secret."""

from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.settings.checking.problems import SettingsError
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED
from blueprint.stack.settings import StackSettings
from tests.blueprint.platform_config import CONTROL_PLANE

VALUE = st.none() | st.booleans() | st.integers(-1, 9) | st.floats() | st.text(max_size=8) | st.just("canary")
ANY = st.recursive(
    VALUE,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=6,
)
KEYS = (
    "chart",
    "server",
    "hosts",
    "extra",
    "groups",
    "namespace",
    "nodes",
    "cdmo",
    "mode",
    "peers",
    "profiles",
    "images",
    "agent",
    "gateway",
    "egress",
    "card",
)
SECTION = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), ANY, max_size=4)
PARTS = ("cluster", "registry", "gpu", "redis", "billing", "isolation", "applications", "workers", "clusters")


def tried(config: Mapping[str, object]) -> StackSettings | SettingsError:
    """Build the settings of a platform stack without tenants."""
    good = {"scope": "platform", "registryToken": ENCRYPTED, "cluster": {"context": "x"}}
    try:
        return build("clearml-platform", "dev", {**good, **config}, Path("none"), {})
    except SettingsError as error:
        return error


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(PARTS), SECTION | ANY, max_size=3), SECTION)
def test_any_data_is_settings_or_one_line_problems(parts: dict[str, object], server: dict[str, object]) -> None:
    outcome = tried({**parts, "controlPlane": CONTROL_PLANE | server})

    if isinstance(outcome, StackSettings):
        assert isinstance(outcome.platform, PlatformSettings)
    else:
        assert all(line.isprintable() for line in outcome.lines())


@given(st.sampled_from(["password", "clientSecret", "apiKey", "token"]), ANY)
def test_a_value_under_a_secrets_name_is_never_repeated(key: str, value: object) -> None:
    outcome = tried(
        {"controlPlane": CONTROL_PLANE | {key: ["canary", value], "server": {"extra": {f"a.{key}": "canary"}}}}
    )

    assert isinstance(outcome, SettingsError)
    assert "canary" not in "\n".join(outcome.lines())


@given(st.permutations(["reports", "queues", "pipelines", "reports"]), st.permutations([0.5, 1, 0.5, 0.25]))
def test_order_and_repetition_mean_nothing(features: list[str], fractions: list[float]) -> None:
    group, node = {"features": features}, {"card": "A100-40GB", "gpus": [1, 0, 1]}
    outcome = tried(
        {
            "controlPlane": CONTROL_PLANE | {"server": {"features": features, "groups": {"users": group}}},
            "gpu": {"nodes": {"n": node}, "fractions": fractions, "cdmo": {"chart": {"version": "1.0.0"}}},
        }
    )

    assert isinstance(outcome, StackSettings)
    assert outcome.platform is not None
    assert outcome.platform.control_plane is not None
    assert outcome.platform.control_plane.server.features == ("pipelines", "queues", "reports")
    assert outcome.platform.gpu is not None
    assert outcome.platform.gpu.fractions == (1.0, 0.5, 0.25)
