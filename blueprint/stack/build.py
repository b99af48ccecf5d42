"""Builds a stack's settings from plain data and tenant files, and reports the problems of all files together.

The program (`blueprint.stack.load`) and the command line (`fleet`) both build them here.
"""

from collections.abc import Mapping
from pathlib import Path

from blueprint.plan.applications import with_application_cap
from blueprint.plan.charts.selection import chart_warnings
from blueprint.plan.ledger.ledger import LedgerLine
from blueprint.plan.workers.tenant import TenantPlan
from blueprint.settings.checking.lines import located
from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Findings, Problem, SettingsError
from blueprint.settings.checking.yaml_file import read_mapping
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.stack import StackKeys, platform_of
from blueprint.settings.tenant.tenant import TenantSettings
from blueprint.stack.keys import Config, key_problems, stack_keys, structured
from blueprint.stack.rules.merged.notes import release_notes
from blueprint.stack.rules.merged.whole import merged_problems
from blueprint.stack.rules.operator_domains import operator_domain_problems
from blueprint.stack.rules.overcommit import ledger_of, overcommit_problems, overcommit_warnings
from blueprint.stack.rules.parts import part_problems
from blueprint.stack.rules.plain_secrets import plain_secrets
from blueprint.stack.rules.plans import worker_plans, worker_warnings
from blueprint.stack.rules.platform import platform_problems
from blueprint.stack.rules.pod_policies import pod_policy_problems
from blueprint.stack.rules.renames import rename_problems
from blueprint.stack.rules.uniqueness import duplicates
from blueprint.stack.rules.warnings import platform_warnings, tenant_login_warnings
from blueprint.stack.secret_use import secret_problems
from blueprint.stack.settings import StackSettings
from blueprint.stack.tenant_files import name_problems, tenant, tenant_paths

Files = dict[Path, Mapping[str, object]]


def build(project: str, stack: str, config: Config, tenant_dir: Path, environ: Mapping[str, str]) -> StackSettings:
    """Return the settings of a stack.

    `config` holds the keys of the namespace `clearml` without the namespace, with `blueprint.stack.keys.ENCRYPTED` in
    place of each encrypted value. Raises SettingsError with every problem.
    """
    try:
        return _build(project, stack, config, tenant_dir, environ)
    except SettingsError as error:
        raise SettingsError(*located(error.problems)) from None


def _build(project: str, stack: str, config: Config, tenant_dir: Path, environ: Mapping[str, str]) -> StackSettings:
    findings = Findings()
    # A key without a value counts as absent; it would otherwise turn a part neither on nor off.
    config = {key: value for key, value in config.items() if value is not None}
    extra = _extra_features(config)
    findings.problems.extend(key_problems(stack, config))
    keys = findings.of(stack_keys, stack, config, environ, extra)
    platform = None if keys is None else platform_of(keys)
    findings.problems.extend(() if platform is None else platform_problems(config_file(stack), platform))
    files = _read(tenant_dir, _scope(config), stack, findings)
    defaults = _usable_defaults(config, findings)
    tenants = {str(path): findings.of(tenant, path, data, defaults, extra) for path, data in files.items()}
    findings.problems.extend(duplicates({str(path): data for path, data in files.items()}))
    sso = [path.stem for path, data in files.items() if _has_provider(data.get("login"))]
    findings.problems.extend(part_problems(stack, config))
    findings.problems.extend(secret_problems(stack, config, environ, sso))
    good = {file: each for file, each in tenants.items() if each is not None}
    # Clusters and workers are in the stack's keys, so there are no plans while the keys are invalid.
    plans = None if keys is None else findings.of(worker_plans, platform, good)
    findings.problems.extend(merged_problems(config_file(stack), platform, good, plans))
    findings.problems.extend(pod_policy_problems(config_file(stack), platform, good, plans))
    ledger = ledger_of(platform, good.values(), plans or {})
    findings.problems.extend(overcommit_problems(config_file(stack), platform, ledger))
    findings.problems.extend(rename_problems(good, plans or {}))
    findings.problems.extend(operator_domain_problems(keys.api if keys else None, platform, good))
    reported = {(problem.file, problem.path) for problem in findings.problems}
    secrets = plain_secrets(stack, config, {str(path): data for path, data in files.items()})
    findings.problems.extend(each for each in secrets if (each.file, each.path) not in reported)
    return _settings(project, stack, findings.settled(keys), platform, defaults, good, findings.settled(plans), ledger)


def _settings(
    project: str,
    stack: str,
    keys: StackKeys,
    platform: PlatformSettings | None,
    defaults: Mapping[str, object],
    tenants: Mapping[str, TenantSettings],
    plans: Mapping[str, TenantPlan],
    ledger: tuple[LedgerLine, ...],
) -> StackSettings:
    about_platform: tuple[str, ...] = ()
    if platform is not None:
        notes = release_notes(config_file(stack), platform)
        about_platform = (*chart_warnings(platform), *platform_warnings(platform), *notes)
    return StackSettings(
        project=project,
        stack=stack,
        scope=keys.scope,
        api=keys.api,
        tenant_defaults=defaults,
        extra_features=keys.extra_features,
        tenants=tuple(tenants.values()),
        platform=None if platform is None else with_application_cap(platform, tenants.values()),
        plans=plans,
        ledger=ledger,
        warnings=(
            *about_platform,
            *tenant_login_warnings(platform, tenants.values()),
            *worker_warnings(platform, tenants, plans),
            *overcommit_warnings(platform, ledger),
        ),
    )


def _read(folder: Path, scope: object, stack: str, findings: Findings) -> Files:
    """Read the tenant files, if the stack's scope includes tenants; a stack of the platform alone must have none."""
    if scope == "platform" and not folder.is_dir():
        return {}
    paths = findings.of(tenant_paths, folder) or ()
    if scope == "platform" and paths:
        found = f"tenant files, while {NAMESPACE}:scope is platform"
        expected = f"none, or the scope all or tenants in {config_file(stack)}"
        findings.problems.append(Problem(str(folder), "", found, expected))
    problems = list(name_problems(paths))
    findings.problems.extend(problems)
    misnamed = {problem.file for problem in problems}
    data = {path: findings.of(read_mapping, path) for path in paths if str(path) not in misnamed}
    return {path: content for path, content in data.items() if content is not None}


def _scope(config: Config) -> object:
    return config.get("scope", "all")


def _extra_features(config: Config) -> frozenset[str]:
    """Return the extra features that can be read, so that a mistake in another key does not make them unknown."""
    listed = structured(config).get("extraFeatures")
    return frozenset(name for name in listed if isinstance(name, str)) if isinstance(listed, list) else frozenset()


def _usable_defaults(config: Config, findings: Findings) -> Mapping[str, object]:
    """Return the defaults, or none if they are invalid: their problems are reported once, not per tenant."""
    defaults = structured(config).get("tenantDefaults")
    invalid = any(problem.path.startswith(f"{NAMESPACE}:tenantDefaults") for problem in findings.problems)
    return defaults if isinstance(defaults, Mapping) and not invalid else {}


def _has_provider(login: object) -> bool:
    """Whether a tenant's section `login` has an identity provider."""
    sso = login.get("sso") if isinstance(login, Mapping) else None
    return isinstance(sso, Mapping) and sso.get("provider") is not None
