"""Refuses what would route one person to two tenants: the server accepts it and then behaves unpredictably.

Source: the guides' warning on login.set_domains and add_whitelist_entries; endpoint login.get_whitelist.
"""

from collections.abc import Callable, Iterable

from providers.clearml.api import models
from providers.clearml.api.errors import Refused


def refuse_foreign(company: str, values: Iterable[str], routes: Callable[[str], tuple[models.Route, ...]]) -> None:
    """Raise Refused naming the first of `values` (domains or e-mails) that leads to a company other than ours."""
    for value in values:
        for route in routes(value):
            if route.company != company:
                message = f"{value} already leads to company {route.company}; remove it there first or use another one"
                raise Refused(message)
