"""Reads one of the two stacks, and arranges its effective settings as plain data."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.places import config_file
from blueprint.settings.checking.yaml_file import read_mapping
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.secrets import ENV_ACCESS_KEY, ENV_SECRET_KEY
from blueprint.stack.build import build
from blueprint.stack.keys import Encrypted
from blueprint.stack.settings import StackSettings
from fleet.stack.config import read_stack_config, short_name

PASSPHRASE = "encryptionsalt"  # noqa: S105 - the name of a key, which Pulumi writes beside the configuration
Data = Mapping[str, Any]


@dataclass(frozen=True)
class Side:
    """A stack with its effective settings as plain data, without secrets."""

    stack: str
    platform: Data
    """Keys `clearml:*` with their defaults filled in, except `clearml:tenantDefaults`."""
    defaults: Data
    """`clearml:tenantDefaults` as configured."""
    tenants: Mapping[str, Data]
    """Settings of each tenant with all defaults filled in, by slug; `plan` has what follows from them."""
    secrets: frozenset[str]
    """Names of the secrets that are set."""
    salt: str | None
    """Equal for stacks with a common passphrase; None for another secrets provider."""


def read_side(stack: str, root: Path) -> Side:
    """Read a stack from its files; the environment overrides nothing. Raises SettingsError with all problems."""
    config, name = read_stack_config(stack, root), short_name(stack)
    keys = {name: os.environ[name] for name in (ENV_ACCESS_KEY, ENV_SECRET_KEY) if name in os.environ}
    settings = build(config.project, name, config.values, root / "tenants" / name, keys)
    salt = read_mapping(root / config_file(name)).get(PASSPHRASE)
    return Side(
        stack=stack,
        platform={f"clearml:{key}": value for key, value in _platform(settings).items()},
        defaults=settings.tenant_defaults,
        tenants={one.slug: _tenant(one, settings.plans.get(one.slug)) for one in settings.tenants},
        secrets=frozenset(key for key, value in config.values.items() if isinstance(value, Encrypted)),
        salt=salt if isinstance(salt, str) else None,
    )


def _platform(settings: StackSettings) -> dict[str, Any]:
    platform = settings.platform
    parts = {} if platform is None else platform.model_dump(mode="json", by_alias=True, exclude={"made_here"})
    api = settings.api.model_dump(mode="json", by_alias=True)
    return {"scope": settings.scope, "api": api, "extraFeatures": list(settings.extra_features), **parts}


def _tenant(tenant: TenantSettings, plan: TenantPlan | None) -> dict[str, Any]:
    own = tenant.model_dump(mode="json", by_alias=True, exclude={"slug"})
    return own if plan is None else {**own, "plan": _plan(plan)}


def _plan(plan: TenantPlan) -> dict[str, Any]:
    """What the cluster gets: the namespace, the quota, and per queue the resource of a task and the number of tasks.

    The quota has a zero for every GPU resource that the tenant may not use; these are left out.
    """
    quota = {resource: amount for resource, amount in plan.hard.items() if amount != "0"}
    queues = {queue.demand.name: {"resource": queue.demand.resource, "tasks": queue.max_pods} for queue in plan.queues}
    return {"namespace": plan.place.namespace, "quota": quota, "queues": queues}
