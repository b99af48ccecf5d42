"""Refuses an identity provider whose id another company has.

INF: whether the server's key is the id alone, or company and id. If it is the id alone, saving the provider would take
it away from the other company. Endpoints: system.get_companies, sso.get_provider_configurations.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from weakref import WeakKeyDictionary

from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, NotFound, Refused

PARALLEL = 8
_known: WeakKeyDictionary[Client, Mapping[str, str]] = WeakKeyDictionary()
_lock = Lock()


def refuse_foreign_provider(client: Client, company: str, provider_id: str) -> None:
    """Raise Refused if another active company has an identity provider with this id."""
    if any(row.id == provider_id for row in client.get_provider_configurations(company)):
        return
    holder = _holders(client).get(provider_id)
    if holder is not None and holder != company and provider_id in _ids(client, holder):
        raise Refused(
            f"company {holder} has an identity provider with the id {provider_id}; choose another "
            "`login.sso.provider.id` in the tenant file"
        )


def _holders(client: Client) -> Mapping[str, str]:
    """Company by provider id, over all active companies. Read once per process: one call for each company."""
    with _lock:
        if client not in _known:
            companies = [company.id for company in client.get_companies(None) if company.active]
            with ThreadPoolExecutor(PARALLEL) as pool:
                lists = list(pool.map(lambda company: _ids(client, company), companies))
            _known[client] = {id_: company for company, ids in zip(companies, lists, strict=True) for id_ in ids}
        return _known[client]


def _ids(client: Client, company: str) -> frozenset[str]:
    try:
        return frozenset(row.id for row in client.get_provider_configurations(company))
    except (NotFound, FeatureMissing):
        return frozenset()
