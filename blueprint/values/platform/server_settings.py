"""Environment of the apiserver: every setting of `catalog.server_settings`, written so that the server reads it.

Secret settings are references to a Kubernetes Secret.
"""

import uuid
from collections.abc import Iterator, Mapping

from blueprint.catalog.server_settings import billing, login, organization, supervisor
from blueprint.catalog.server_settings.row import ServerSetting
from blueprint.settings.platform.billing import BillingSettings, MeteringSettings
from blueprint.settings.platform.platform import PlatformSettings
from blueprint.settings.platform.server import (
    BUILT_IN_GROUPS,
    LoginProviderSettings,
    ServerGroupSettings,
    ServerSettings,
    SupervisorSettings,
)
from blueprint.settings.secrets import (
    BILLING_KAFKA_PASSWORD,
    LOGIN_CLIENT_SECRET,
    SERVER_SECRET,
    SUPERVISOR_ACCESS_KEY,
    SUPERVISOR_SECRET_KEY,
)
from blueprint.values.names import KAFKA_PORT, BillingNames
from blueprint.values.platform.env_var import EnvVar, variable
from blueprint.values.platform.hocon import encode

GROUPS = uuid.UUID("6f0f0f57-6c1c-5e0e-9b8e-5d3a1f2f6c11")
"""Namespace of derived group ids. It never changes: another one would give every group a new id."""


def environment(platform: PlatformSettings) -> tuple[EnvVar, ...]:
    """Return all settings of the server, sorted by name; none without a control plane.

    `extra` takes precedence over derived settings; a path with its own key is refused in `extra`
    (`blueprint.settings.platform.server`).
    """
    if platform.control_plane is None:
        return ()
    server = platform.control_plane.server
    variables = {each.path: each for each in (*_typed(platform, server), *_extra(server))}
    return tuple(sorted(variables.values(), key=lambda each: each.name))


def secret_settings(platform: PlatformSettings) -> Mapping[str, str]:
    """Return what the Secret `clearml-server-settings` holds: its key → the key of the stack's secret, for `encode`."""
    return {each.name: each.source for each in environment(platform) if each.source is not None}


def group_id(name: str) -> str:
    """Return the id of a group without one in the settings; every stack derives the same id from a name."""
    return str(uuid.uuid5(GROUPS, name))


def _typed(platform: PlatformSettings, server: ServerSettings) -> Iterator[EnvVar]:
    yield from _billing(platform.billing)
    for name, provider in server.login_providers.items():
        yield from _login(name, provider)
    if server.tenant_login:
        yield EnvVar.plain(login.TENANT_LOGIN, True)
        yield EnvVar.plain(login.SETTINGS_PROVIDERS, bool(server.login_providers))
    for feature in server.features:
        yield EnvVar.plain(organization.FEATURE, True, feature=feature)
    for role, features in server.ui_features.items():
        for feature, visible in features.items():
            yield EnvVar.plain(organization.UI_FEATURE, visible, role=role, feature=feature)
    for name, group in server.groups.items():
        yield from _group(name, group)
    yield EnvVar.plain(organization.UNIQUE_NAMES, server.unique_company_names)
    if server.max_running_apps is not None:
        yield EnvVar.plain(organization.MAX_RUNNING_APPS, server.max_running_apps)
    if server.supervisor_company is not None:
        yield EnvVar.plain(supervisor.SUPERVISOR_COMPANY, server.supervisor_company)
    if server.supervisor is not None:
        yield from _supervisor(server.supervisor)


def _billing(settings: BillingSettings) -> Iterator[EnvVar]:
    if settings.mode == "chart":
        yield from _billing_chart(settings)
    if settings.mode == "metering":
        yield from _metering(settings.metering)


def _billing_chart(settings: BillingSettings) -> Iterator[EnvVar]:
    names = BillingNames.of(settings)
    yield EnvVar.plain(billing.BILLING_ENABLED, True)
    yield EnvVar.plain(billing.BILLING_KAFKA_HOST, [f"{names.kafka_host}:{KAFKA_PORT}"])
    yield EnvVar.plain(billing.BILLING_REDIS_HOST, names.redis_host)
    yield EnvVar.plain(billing.BILLING_REDIS_DATABASE, settings.redis_database)
    yield EnvVar.plain(billing.BILLING_KAFKA_PROTOCOL, "SASL_PLAINTEXT")
    yield EnvVar.plain(billing.BILLING_KAFKA_MECHANISM, "SCRAM-SHA-512")
    yield EnvVar.plain(billing.BILLING_KAFKA_USER, settings.kafka_user)
    yield EnvVar.secret(billing.BILLING_KAFKA_PASSWORD, BILLING_KAFKA_PASSWORD.key)


def _metering(metering: MeteringSettings) -> Iterator[EnvVar]:
    if metering.template_folder is not None:
        yield EnvVar.plain(billing.METERING_TEMPLATES, metering.template_folder)
    for event, template in metering.events.items():
        yield EnvVar.plain(billing.METERING_EVENT, template, event=event)


def _login(name: str, provider: LoginProviderSettings) -> Iterator[EnvVar]:
    texts: dict[ServerSetting, str | None] = {
        login.LOGIN_CLIENT_ID: provider.client_id,
        login.LOGIN_BASE_URL: provider.base_url,
        login.LOGIN_AUTHORIZE_URL: provider.authorize_url,
        login.LOGIN_ACCESS_TOKEN_URL: provider.access_token_url,
        login.LOGIN_AUDIENCE: provider.audience,
    }
    for row, value in texts.items():
        if value is not None:
            yield EnvVar.plain(row, value, provider=name)
    yield EnvVar.secret(login.LOGIN_CLIENT_SECRET, LOGIN_CLIENT_SECRET.key_of(name), provider=name)
    for field, value in provider.extra.items():
        yield EnvVar.plain(login.LOGIN_EXTRA, value, provider=name, field=field)


def _group(name: str, group: ServerGroupSettings) -> Iterator[EnvVar]:
    yield EnvVar.plain(organization.GROUP_FEATURES, group.features, group=name)
    if name in BUILT_IN_GROUPS:
        return
    yield EnvVar.plain(organization.GROUP_ID, group.id or group_id(name), group=name)
    yield EnvVar.plain(organization.GROUP_NAME, group.name or name, group=name)
    yield EnvVar.plain(organization.GROUP_ASSIGNABLE, group.assignable, group=name)
    yield EnvVar.plain(organization.GROUP_SYSTEM, False, group=name)


def _supervisor(user: SupervisorSettings) -> Iterator[EnvVar]:
    yield EnvVar.plain(supervisor.SUPERVISOR_ROLE, user.role)
    yield EnvVar.plain(supervisor.SUPERVISOR_ALLOW_LOGIN, user.allow_login)
    yield EnvVar.plain(supervisor.SUPERVISOR_GROUPS, user.groups)
    yield EnvVar.plain(supervisor.SUPERVISOR_EMAIL, user.email)
    yield EnvVar.secret(supervisor.SUPERVISOR_USER_KEY, SUPERVISOR_ACCESS_KEY.key)
    yield EnvVar.secret(supervisor.SUPERVISOR_USER_SECRET, SUPERVISOR_SECRET_KEY.key)


def _extra(server: ServerSettings) -> Iterator[EnvVar]:
    for path, value in server.extra.items():
        yield EnvVar(variable(path), value=encode(value))
    for path, name in server.extra_secrets.items():
        yield EnvVar(variable(path), source=SERVER_SECRET.key_of(name))
