"""Labels of key pairs as proof of ownership: `<project>:<stack>:<slug>:<purpose>:g<generation>`.

The first three parts are the claim of one stack on one tenant. No other stack and no other tenant of a server has them.
"""

import re
from collections.abc import Iterable

from providers.clearml.api.client import Client
from providers.clearml.api.errors import FeatureMissing, NotFound
from providers.clearml.api.member import Member
from providers.clearml.api.models import KeyRecord

_LABEL = re.compile(r"(?P<claim>[^:]+:[^:]+:[a-z][a-z0-9-]*):[^:]+:g\d+(:\d+d)?")
UNFINISHED = "unfinished"
"""Purpose of the key pair that the server creates with a service user, until the service user has one of this stack."""


def claim_of(label: str) -> str:
    """The claim, such as `clearml-platform:dev:acme`, from the prefix of the labels or from a whole label."""
    return ":".join(label.split(":")[:3])


def unfinished_label(prefix: str) -> str:
    """Label of the server's own key pair of a service user that is being created."""
    return f"{claim_of(prefix)}:{UNFINISHED}"


def has_label(keys: Iterable[KeyRecord], prefix: str) -> bool:
    """Whether one of the key pairs has a label of this stack and tenant."""
    return any((key.label or "").startswith(prefix) for key in keys)


def other_claims(keys: Iterable[KeyRecord], prefix: str) -> list[str]:
    """Claims of other stacks or tenants of this program among the key pairs."""
    matches = [_LABEL.fullmatch(key.label or "") for key in keys]
    return sorted({match["claim"] for match in matches if match} - {claim_of(prefix)})


def keys_of(client: Client, user: str, company: str) -> tuple[KeyRecord, ...] | None:
    """The user's key pairs; None if the user is not in this company, or does not exist."""
    member = Member(user=user, company=company)
    try:
        return client.get_credentials(member) if client.get_current_user(member).company == company else None
    except NotFound:
        return None


def user_in(client: Client, company: str, email: str) -> str | None:
    """Id of the company's user with this e-mail; None if it has none, or if the server cannot search by e-mail."""
    try:
        user = client.user_by_email(email)
    except FeatureMissing:
        return None
    return None if user is None or keys_of(client, user.id, company) is None else user.id
