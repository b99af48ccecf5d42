"""Refuses login rules that would route one person to two tenants: the server accepts them, then is unpredictable.

Source: the vendor guides' warning on login.set_domains and add_whitelist_entries; endpoint login.get_whitelist.
"""

from collections.abc import Callable, Iterable

from providers.clearml.api import models
from providers.clearml.api.errors import Refused


def refuse_foreign(company: str, values: Iterable[str], routes: Callable[[str], tuple[models.Route, ...]]) -> None:
    """Raise Refused for the first of `values` (domains or e-mails) that is routed to a company other than `company`."""
    for value in values:
        for route in routes(value):
            if route.company != company:
                message = f"{value} is already routed to company {route.company}; remove it there first or use another"
                raise Refused(message)
