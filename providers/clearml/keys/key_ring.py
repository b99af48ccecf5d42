"""Lists, creates, labels and revokes the key pairs of one user, and checks each write by what the server lists next."""

from collections.abc import Collection

from providers.clearml.api.client import Client
from providers.clearml.api.errors import NotFound, NotKept
from providers.clearml.api.member import Member
from providers.clearml.api.models import KeyRecord, MintedKeyPair
from providers.clearml.keys.key_pairs import described, find, of_purpose
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.notice import notice

SECONDS_PER_DAY = 86_400


class KeyRing:
    """The key pairs of `member`. `tenant` is the slug, for messages."""

    def __init__(self, client: Client, tenant: str, member: Member) -> None:
        self._client, self._tenant, self._member = client, tenant, member

    def keys(self) -> tuple[KeyRecord, ...] | None:
        """The user's key pairs; None if the user does not exist."""
        try:
            return self._client.get_credentials(self._member)
        except NotFound:
            return None

    def mint(self, label: str, days: int | None) -> tuple[MintedKeyPair, KeyRecord]:
        """Create exactly one key pair, and return it with its row. Pairs whose answer was lost are revoked."""
        before = {key.access_key for key in self.keys() or ()}
        pair = create_once(lambda: self._create(label, days), lambda: self._revoke_new(label, before))
        return pair, self._row(pair, label)

    def relabel(self, key: KeyRecord, label: str) -> None:
        """Set the label of a key pair."""
        self._client.edit_credentials(self._member, key.access_key, label)
        if not any(one.access_key == key.access_key and one.label == label for one in self.keys() or ()):
            raise NotKept(f"the server accepted the label {label} but did not store it; run `pulumi up --refresh`")

    def revoke(self, keys: Collection[KeyRecord], reason: str | None = None) -> None:
        """Revoke key pairs and check that the server no longer lists them; prints one line per pair with a reason."""
        for key in keys:
            self._revoke(key.access_key)
        left = {key.access_key for key in self.keys() or ()} if keys else set()
        kept = sorted(described(key) for key in keys if key.access_key in left)
        if kept:
            raise NotKept(
                f"the server accepted the revocation of {', '.join(kept)} but still lists it; revoke it there"
            )
        for key in keys if reason else ():
            self.tell(f"revoked key pair {described(key)}: {reason}")

    def tell(self, text: str) -> None:
        """Print one line about the tenant."""
        notice(self._tenant, text)

    def _create(self, label: str, days: int | None) -> MintedKeyPair:
        pair = self._client.create_credentials(self._member, label, None if days is None else days * SECONDS_PER_DAY)
        if days is not None and pair.expire is None:
            self._revoke(pair.access_key)
            message = "the server ignored the expiry, so the new credentials were revoked"
            raise NotKept(f"{message}; leave out expiresInDays, which requires server 3.29")
        return pair

    def _row(self, pair: MintedKeyPair, label: str) -> KeyRecord:
        row = find(self.keys() or (), pair.access_key)
        if row is None:
            raise NotKept("the server created a key pair but does not list it; run `pulumi up` again")
        if row.label != label:
            self.relabel(row, label)
        return row

    def _revoke_new(self, label: str, before: Collection[str]) -> None:
        new = [key for key in of_purpose(self.keys() or (), label) if key.access_key not in before]
        for key in new:
            self._revoke(key.access_key)

    def _revoke(self, access_key: str) -> None:
        try:
            self._client.revoke_credentials(self._member, access_key)
        except NotFound:
            return
