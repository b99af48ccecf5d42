"""Making a company with tenants.create_tenant (server 3.30), which makes an admin and a key pair along with it.

Nobody asked for that pair and its label is not ours, so all pairs of that admin are revoked at once, with one of them
(ADR 0004). After a lost answer another pair of the same admin is asked for, to do the same.
"""

from providers.clearml import answers, models
from providers.clearml.client import Client
from providers.clearml.errors import NotFound, Unauthorized
from providers.clearml.settle import settle


def create_tenant(client: Client, name: str) -> str:
    """The id of the new company, whose name was free a moment ago."""
    made = settle(lambda: client.create_tenant(name), lambda: _named(client, name))
    if isinstance(made, answers.CreatedTenant):
        _revoke_all(client, made.credentials)
    else:
        _revoke_all(client, client.add_tenant_admin_credentials(made.id))
    return made.id


def _named(client: Client, name: str) -> models.Company | None:
    return next((c for c in client.get_companies(name) if c.active and c.name == name), None)


def _revoke_all(client: Client, pair: models.KeyPair) -> None:
    """Revoke the pair's siblings, then the pair itself; one that is gone already needs no revoking."""
    siblings = [key.access_key for key in client.own_credentials(pair) if key.access_key != pair.access_key]
    for access_key in [*siblings, pair.access_key]:
        try:
            client.revoke_own(pair, access_key)
        except (NotFound, Unauthorized):
            continue
