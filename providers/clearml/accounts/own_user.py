"""Decides whether this stack created a user that it finds in the tenant's company by e-mail (ADR 0003)."""

from dataclasses import dataclass

from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, Refused
from providers.clearml.api.models import CompanyInfo
from providers.clearml.shared.labels import claim_of, has_label, keys_of


@dataclass(frozen=True)
class UserFound:
    """A user of the tenant's company.

    `label` is the prefix of the labels of the tenant's credentials; `display_name` is the company's name in the tenant
    file, None for an adopted company.
    """

    user: str
    company: CompanyInfo
    display_name: str | None
    label: str | None


def is_own_user(client: Client, found: UserFound, *, recovering: bool) -> bool:
    """True if this stack created the user, False if it may use the user but not delete it.

    Raises Refused with the line to add if nothing shows that the user is this stack's. Proof is a company that still
    has its claim as name, so that only this stack has been in it, or a key pair with this stack's label. Enough to use
    the user is that it is alone in a company of this stack and has no key pair, which an interrupted run leaves, or
    that the state shows an interrupted removal, which revokes the key pairs first.
    """
    label = found.label
    if label is not None and found.company.name == claim_of(label):
        return True
    keys = keys_of(client, found.user, found.company.id) or ()
    if label is not None and has_label(keys, label):
        return True
    if recovering or (found.display_name is not None and not keys and _is_alone(client, found.company)):
        return False
    raise Refused(
        f"user {found.user} of the tenant's company has this e-mail, and nothing shows that this stack created it; set "
        f"`adopt: {found.user}` under `admin:` in the tenant file to take it over, or use another e-mail"
    )


def _is_alone(client: Client, company: CompanyInfo) -> bool:
    """Whether the company has one user. A server that leaves internal users out counts none (INF)."""
    try:
        records = client.get_companies(company.name)
    except FeatureMissing:
        return False
    return any(record.id == company.id and record.users in (0, 1) for record in records)
