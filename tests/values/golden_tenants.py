"""The tenants' golden files: a platform, its workers' settings and one tenant's in, values and manifests out."""

from collections.abc import Iterator
from typing import Any, TypeVar

from catalog.charts import AGENT, GATEWAY, REDIS
from components.values import agent, gateway, quota, redis, tenant_namespace, tenant_policies
from components.values.names import RedisNames
from components.values.site import Site
from settings.cluster import Cluster
from settings.coordinates import coordinates
from settings.model import Model
from settings.platform import Platform
from settings.tenant_workers import TenantWorkers
from settings.worker_plan import plan
from settings.worker_platform import WorkerPlatform
from settings.worker_queue import Service
from tests.values.golden_platforms import platform
from tests.values.golden_yaml import CHECKSUM, FOLDER, Files, read

HOME = FOLDER / "tenants"
PAIR = ("access-key-of-the-gateway", "secret-key-of-the-gateway")
T = TypeVar("T", bound=Model)
SETS = tuple(sorted(path.name for path in HOME.iterdir()))


def parsed(model: type[T], raw: Any) -> T:
    """Settings as a file has them."""
    return model.model_validate(raw, by_alias=True, by_name=False)


def site(name: str) -> Site:
    """What a set's settings come to. `platform` names a set of the platform's, or says it all itself."""
    raw = read(HOME / name / "settings.yaml")
    whole = raw["platform"]
    return made_site(platform(whole) if isinstance(whole, str) else parsed(Platform, whole), raw)


def made_site(above: Platform, raw: Any) -> Site:
    """A tenant's place: `workers`, `tenant` with its queues, and `cluster` where that is not the platform's."""
    common = parsed(WorkerPlatform, raw.get("workers", {}))
    own = dict(raw["tenant"])
    queues = {name: parsed(Service, one) for name, one in own.pop("queues", {}).items()}
    tenant = parsed(TenantWorkers, own)
    slug = raw["slug"]
    planned = plan(f"tenants/{slug}.yaml", slug, queues, tenant, common, above.gpu, above.redis)
    cluster = parsed(Cluster, raw["cluster"]) if "cluster" in raw else above.cluster
    return Site(above, common, tenant, planned, cluster, home="cluster" not in raw)


def manifests(place: Site) -> list[Any]:
    """Everything of the tenant that no chart makes, but its Secrets."""
    account = tenant_namespace.default_account(place)
    return [tenant_namespace.namespace(place), account, *quota.manifests(place), *tenant_policies.policies(place)]


def files(place: Site) -> Files:
    """What the settings make."""
    made: dict[str, list[Any]] = {
        "manifests.yaml": manifests(place),
        "agent.yaml": [agent.values(place, CHECKSUM)],
        "releases.yaml": [dict(_releases(place))],
    }
    if place.has_gateway:
        made["gateway.yaml"] = [gateway.values(place, CHECKSUM, PAIR)]
    if place.platform.redis is not None and place.platform.redis.mode == "perTenant":
        made["redis.yaml"] = [redis.values(place.platform.redis, CHECKSUM)]
    return made


def _releases(place: Site) -> Iterator[tuple[str, dict[str, str]]]:
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
