"""Who can use a company: key pairs of its users, login domains and whitelist entries."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from providers.clearml.api.client import Client
from providers.clearml.api.errors import ApiError, FeatureMissing, NotFound, ServerFault, Unauthorized
from providers.clearml.api.member import Member
from providers.clearml.api.models import KeyRecord


@dataclass(frozen=True)
class Access:
    """`keys` is the number of key pairs, `pending` maps addresses of removable whitelist entries to roles.

    `accepted` are addresses of entries that the server does not remove; `people` is the number of users.
    """

    keys: int = 0
    domains: tuple[str, ...] = ()
    pending: dict[str, str] = field(default_factory=dict)
    accepted: tuple[str, ...] = ()
    people: int = 0

    @property
    def is_open(self) -> bool:
        """Whether something gives access that can be removed."""
        return bool(self.keys or self.domains or self.pending)

    def lines(self) -> tuple[str, ...]:
        """One phrase per kind of access that can be removed."""
        phrases = {
            f"{self.keys} key pair(s)": self.keys,
            f"login domains {', '.join(self.domains)}": self.domains,
            f"whitelist entries {', '.join(sorted(self.pending))}": self.pending,
        }
        return tuple(phrase for phrase, present in phrases.items() if present)


def open_access(client: Client, member: Member) -> Access:
    """Read who can use the member's company. Raises NotFound if the member does not exist."""
    users = list(_users(client, member))
    pairs = [keys for keys in (_keys(client, user) for user in users) if keys is not None]
    try:
        rules = client.get_login_settings(member)
    except FeatureMissing:
        return Access(keys=sum(map(len, pairs)), people=len(users))
    entries = rules.whitelist_entries
    return Access(
        keys=sum(map(len, pairs)),
        domains=rules.domains,
        pending={entry.email: entry.role or "user" for entry in entries if not entry.accepted},
        accepted=tuple(entry.email for entry in entries if entry.accepted),
        people=len(users),
    )


def revoke_all_keys(client: Client, member: Member) -> int:
    """Revoke all key pairs of all users of the company. Returns the number of users whose key pairs are not listed."""
    unlisted = 0
    for user in _users(client, member):
        keys = _keys(client, user)
        unlisted += keys is None
        for key in keys or ():
            _revoke(client, user, key)
    return unlisted


def _users(client: Client, member: Member) -> Iterator[Member]:
    """The member, and all users and service users that the server lists for its company."""
    ids = [member.user]
    for listing in (client.company_users, client.service_users):
        try:
            ids += [user.id for user in listing(member)]
        except FeatureMissing:
            continue  # an older server, which does not list them
    return (Member(user=id_, company=member.company) for id_ in dict.fromkeys(ids))


def _keys(client: Client, user: Member) -> tuple[KeyRecord, ...] | None:
    """A user's key pairs; None if the server does not list them to this caller."""
    try:
        return client.get_credentials(user)
    except NotFound:
        return ()
    except (Unauthorized, ServerFault):
        raise
    except ApiError:
        return None


def _revoke(client: Client, user: Member, key: KeyRecord) -> None:
    try:
        client.revoke_credentials(user, key.access_key)
    except NotFound:
        return
