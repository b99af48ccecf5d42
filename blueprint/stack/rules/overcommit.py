"""Compares the GPUs that all tenants together may use with those that the nodes have."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from blueprint.plan.ledger.ledger import LedgerLine, gpu_ledger, gpus_text
from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.problems import Problem
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.settings.words.gpu import fraction_text

PATH = "clearml:gpu.maxOvercommit"


def ledger_of(
    platform: PlatformSettings | None, tenants: Iterable[TenantSettings], plans: Mapping[str, TenantPlan]
) -> tuple[LedgerLine, ...]:
    """Return the GPU ledger of a stack; empty without GPUs and workers."""
    suspended = frozenset(tenant.slug for tenant in tenants if tenant.state == "suspended")
    return gpu_ledger(platform.gpu if platform else None, plans.values(), suspended)


def overcommit_problems(file: str, platform: PlatformSettings | None, lines: Iterable[LedgerLine]) -> Iterator[Problem]:
    """Find cards that are sold more often than `maxOvercommit` permits."""
    limit = platform.gpu.max_overcommit if platform and platform.gpu else None
    for line in lines:
        if limit is not None and line.ratio is not None and line.ratio > limit:
            found = _sold(line) if line.ratio == math.inf else f"{_sold(line)}, {line.ratio:.2f} times what there is"
            yield Problem(file, PATH, found, f"at most {fraction_text(limit)} times; lower quotas or add nodes")


def overcommit_warnings(platform: PlatformSettings | None, lines: Iterable[LedgerLine]) -> Iterator[str]:
    """Name cards that tenants share and that are sold more than once, unless `maxOvercommit` decides it.

    That a tenant alone has more than there is, is the warning of `blueprint.plan.workers.supply`.
    """
    if platform is None or platform.gpu is None or platform.gpu.max_overcommit is not None:
        return
    for line in lines:
        if line.ratio is not None and line.ratio > 1 and len(line.sold) > 1:
            hint = f"tasks beyond that wait; {PATH} sets how often a GPU may be sold"
            yield f"GPUs are sold more than once: {_sold(line)}; {hint}"


def _sold(line: LedgerLine) -> str:
    tenants = ", ".join(f"{slug} {gpus_text(amount)}" for slug, amount in line.sold.items() if amount)
    return f"{line.available} x {line.card} for {gpus_text(line.total)} that tenants may use at once ({tenants})"
