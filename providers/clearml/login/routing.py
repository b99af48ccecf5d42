"""Refuses login rules that would route one person to two tenants: the server accepts them, then is unpredictable.

Source: the vendor guides' warning on login.set_domains and add_whitelist_entries; endpoint login.get_whitelist.
A rule of a deleted company routes no one, so it is no obstacle. INF: whether the server still lists it.
"""

from collections.abc import Callable, Iterable

from providers.clearml.api import models
from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound, Refused

Routes = Callable[[str], tuple[models.Route, ...]]


def refuse_foreign(client: Client, company: str, values: Iterable[str], routes: Routes) -> None:
    """Raise Refused for the first of `values` (domains or e-mails) that is routed to a company other than `company`."""
    for value in values:
        for route in routes(value):
            if route.company != company and _is_active(client, route.company):
                message = f"{value} is already routed to company {route.company}; remove it there first or use another"
                raise Refused(message)


def _is_active(client: Client, company: str) -> bool:
    try:
        return client.company_info(company).active
    except NotFound:
        return False
