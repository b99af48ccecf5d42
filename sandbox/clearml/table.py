"""The table of all endpoints."""

from itertools import chain

from sandbox.clearml.endpoints import (
    accounts,
    companies,
    company_settings,
    credentials,
    current_user,
    debug,
    login,
    organization,
    queues,
    server,
    service_users,
    sessions,
    sso,
    tasks,
    tenants,
    user_groups,
    users,
    whitelist,
)
from sandbox.clearml.protocol.endpoint import Table
from sandbox.clearml.settings import SimulatorSettings

MODULES = (
    accounts,
    companies,
    company_settings,
    credentials,
    current_user,
    debug,
    login,
    organization,
    queues,
    server,
    service_users,
    sessions,
    sso,
    tasks,
    tenants,
    user_groups,
    users,
    whitelist,
)


def table_for(settings: SimulatorSettings) -> Table:
    """The endpoints that exist on such a server."""
    return Table(chain.from_iterable(module.ENDPOINTS for module in MODULES), settings)
