"""Making a company with tenants.create_tenant (server 3.30), which makes an admin and a key pair along with it.

Nobody asked for that admin: its login and pairs are removed at once (ADR 0004). That leaves a company without users,
which a killed run recognises as its own. After a lost answer, a company of the name is ours only if the pairs of its
admin were never used; somebody else's must never be touched.
"""

from providers.clearml.api import answers
from providers.clearml.api.client import Client
from providers.clearml.shared.settle import settle


def create_tenant(client: Client, name: str) -> str:
    """The id of the new company, whose name was free a moment ago. A name taken meanwhile is a Duplicate."""
    made = settle(lambda: client.create_tenant(name), lambda: _unused(client, name), may_race=False)
    client.delete_user(client.whose(made.credentials).id)
    return made.id


def _unused(client: Client, name: str) -> answers.CreatedTenant | None:
    """The company of this name with a pair of its admin, if nobody has used the admin's other pairs."""
    found = next((c for c in client.get_companies(name) if c.active and c.name == name), None)
    if found is None or found.users != 1:
        return None
    pair = client.add_tenant_admin_credentials(found.id)
    if any(key.last_used for key in client.own_credentials(pair) if key.access_key != pair.access_key):
        client.revoke_own(pair)
        return None
    return answers.CreatedTenant(id=found.id, credentials=pair)
