"""Whatever a tenant file's section `workers` holds: it becomes a plan, or problems of one line each."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.problems import SettingsError
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.stack.rules.plans import worker_plans
from blueprint.stack.tenant_files import tenant
from tests.blueprint.worker_config import CHARTS, NODES

PLATFORM = PlatformSettings.model_validate(
    {
        "cluster": {"context": "production"},
        "clusters": {"west": {"context": "west"}},
        "controlPlane": {"baseDomain": "clearml.example"},
        "gpu": {"cdmo": None, "nodes": NODES},
        "redis": {},
        "workers": CHARTS | {"lastPort": 30050},
    },
    by_alias=True,
)
ANY: st.SearchStrategy[object] = (
    st.none() | st.booleans() | st.integers(-1, 300) | st.floats() | st.text(max_size=5) | st.just([]) | st.just({})
)
AMOUNT = st.sampled_from(["1", "500m", "4Gi", "0.5", 8, "x"]) | ANY
FRACTION = st.sampled_from([0.1, 0.25, 0.5, 1, 2, 3, 8])
QUEUE = st.fixed_dictionaries(
    {},
    optional={
        "fraction": FRACTION | ANY,
        "gpu": st.just("none") | ANY,
        "card": st.sampled_from(["A100-40GB", "A30-24GB", "H100-80GB"]) | ANY,
        "injector": st.booleans() | ANY,
        "maxPods": st.integers(0, 12) | ANY,
        "usage": FRACTION | ANY,
        "template": st.dictionaries(st.text(max_size=3), ANY, max_size=2) | ANY,
    },
)
PORTS = st.fixed_dictionaries(
    {"address": st.just("203.0.113.1") | ANY, "slot": st.integers(0, 9) | ANY}, optional={"size": ANY}
)
HOSTS = st.sampled_from(["acme.clearml.example", "api.clearml.example", "acme.example"])
GATEWAY = st.fixed_dictionaries({"host": HOSTS | ANY}, optional={"stream": PORTS | ANY})
SECTION = st.fixed_dictionaries(
    {},
    optional={
        "queues": st.dictionaries(st.sampled_from(["cpu", "default", "gpu"]), QUEUE | ANY, max_size=3) | ANY,
        "quota": st.fixed_dictionaries(
            {},
            optional={"gpuUnits": FRACTION | ANY, "pods": st.integers(0, 9) | ANY, "cpu": AMOUNT, "memory": AMOUNT},
        )
        | ANY,
        "gateway": GATEWAY | ANY,
        "sessions": PORTS | ANY,
        "namespace": st.sampled_from(["acme", "kube-system", "clearml"]) | ANY,
        "agentValues": st.dictionaries(st.text(max_size=3), ANY, max_size=2),
    },
)
CLUSTERS = st.sampled_from([None, "west", "wst"])


def tried(section: dict[str, object], cluster: str | None) -> TenantPlan | SettingsError:
    """Plan one tenant with this section."""
    own = {"name": "Acme", "admin": {"name": "Ada", "email": "ada@acme.example"}, "workers": section}
    try:
        read = tenant(Path("acme.yaml"), own | {"cluster": cluster}, {}, frozenset())
        return worker_plans(PLATFORM, {"acme.yaml": read})["acme"]
    except SettingsError as error:
        return error


@settings(deadline=None)
@given(SECTION, CLUSTERS)
def test_any_section_is_a_plan_or_one_line_problems(section: dict[str, object], cluster: str | None) -> None:
    outcome = tried(section, cluster)

    if isinstance(outcome, TenantPlan):
        assert all(amount.isprintable() for amount in outcome.hard.values())
    else:
        assert outcome.lines()
        assert all(line.startswith("acme.yaml: ") and line.isprintable() for line in outcome.lines())
