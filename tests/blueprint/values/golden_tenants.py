"""The tenants' golden files: a platform, its workers' settings and one tenant's in, values and manifests out."""

from collections.abc import Iterator
from typing import Any, TypeVar

from blueprint.catalog.charts import AGENT, GATEWAY, REDIS
from blueprint.plan.charts.coordinates import coordinates
from blueprint.plan.workers.demand import demand
from blueprint.plan.workers.tenant import plan
from blueprint.settings.checking.model import Model
from blueprint.settings.platform.cluster import ClusterSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.workers import WorkerPlatformSettings
from blueprint.settings.tenant.kubernetes_half import TenantWorkersSettings
from blueprint.settings.tenant.queue import QueueWorkersSettings
from blueprint.values.common import redis
from blueprint.values.names import RedisNames
from blueprint.values.tenant import admission, agent, gateway, quota
from blueprint.values.tenant import namespace as tenant_namespace
from blueprint.values.tenant import policies as tenant_policies
from blueprint.values.tenant.site import TenantSite
from tests.blueprint.values.golden_platforms import platform
from tests.blueprint.values.golden_yaml import CHECKSUM, FOLDER, Files, read

HOME = FOLDER / "tenants"
PAIR = ("access-key-of-the-gateway", "secret-key-of-the-gateway")
AGENT_PAIR = ("access-key-of-the-agent", "secret-key-of-the-agent")
T = TypeVar("T", bound=Model)
SETS = tuple(sorted(path.name for path in HOME.iterdir()))


def parsed(model: type[T], raw: Any) -> T:
    """Settings as a file has them."""
    return model.model_validate(raw, by_alias=True, by_name=False)


def site(name: str) -> TenantSite:
    """What a set's settings come to. `platform` names a set of the platform's, or says it all itself."""
    raw = read(HOME / name / "settings.yaml")
    whole = raw["platform"]
    return made_site(platform(whole) if isinstance(whole, str) else parsed(PlatformSettings, whole), raw)


def made_site(above: PlatformSettings, raw: Any) -> TenantSite:
    """A tenant's place: `workers`, `tenant` with its queues, and `cluster` where that is not the platform's."""
    common = parsed(WorkerPlatformSettings, raw.get("workers", {}))
    own = dict(raw["tenant"])
    queues = {name: parsed(QueueWorkersSettings, one) for name, one in own.pop("queues", {}).items()}
    tenant = parsed(TenantWorkersSettings, own)
    slug = raw["slug"]
    planned = plan(demand(f"tenants/{slug}.yaml", slug, queues, tenant, common, above.gpu), common, above.redis)
    cluster = parsed(ClusterSettings, raw["cluster"]) if "cluster" in raw else above.cluster
    return TenantSite(above, common, tenant, planned, cluster, home="cluster" not in raw)


def manifests(place: TenantSite) -> list[Any]:
    """Everything of the tenant that no chart makes, but its Secrets."""
    account = tenant_namespace.default_account(place)
    guards = [*quota.manifests(place), *tenant_policies.policies(place), *admission.policies(place)]
    return [tenant_namespace.namespace(place), account, *guards]


def files(place: TenantSite) -> Files:
    """What the settings make."""
    made: dict[str, list[Any]] = {
        "manifests.yaml": manifests(place),
        "agent.yaml": [agent.values(place, CHECKSUM, AGENT_PAIR)],
        "releases.yaml": [dict(_releases(place))],
    }
    if place.has_gateway:
        made["gateway.yaml"] = [gateway.values(place, CHECKSUM, PAIR)]
    if place.platform.redis is not None and place.platform.redis.mode == "perTenant":
        made["redis.yaml"] = [redis.values(place.platform.redis, CHECKSUM)]
    return made


def _releases(place: TenantSite) -> Iterator[tuple[str, dict[str, str]]]:
    """Release → chart and version, in the tenant's namespace."""
    common, store = place.common, place.platform.redis
    wanted = [(common.agent.release, common.agent.chart, AGENT)]
    if common.gateway is not None and place.has_gateway:
        wanted.append((common.gateway.release, common.gateway.chart, GATEWAY))
    if store is not None and store.mode == "perTenant":
        assert RedisNames.of(store).fullname == store.release
        wanted.append((store.release, store.chart, REDIS))
    for release, chart, known in wanted:
        found = coordinates(chart, known)
        yield release, {"chart": found.reference, "version": found.version}
