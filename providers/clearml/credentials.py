"""Credentials: one key pair of a user, labelled as ours. Immutable; a new generation is a new pair.

Endpoints: auth.create_credentials, get_credentials, edit_credentials, revoke_credentials, all by impersonation.
The secret is shown once, by the creating call. So a pair whose secret we never saw (a lost answer, a killed run) is
revoked and minted again: the label finds it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pulumi import Output, ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.api.errors import NotFound, NotKept
from providers.clearml.api.models import KeyRecord, MintedKeyPair
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.settle import settle

SECONDS_A_DAY = 86_400


class CredentialsProps(MemberProps):
    """`label` tells stack, tenant, purpose and generation; `expires_in_days` needs server 3.29."""

    purpose: str
    generation: int = Field(ge=1)
    label: str = Field(min_length=1)
    expires_in_days: int | None = None


class CredentialsState(CredentialsProps):
    """With the minted pair: one output, because every secret is wrapped for itself in state."""

    pair: MintedKeyPair


class CredentialsProvider(NounProvider[CredentialsProps, CredentialsState]):
    """CRUD for Credentials. The resource id is the label: the access key stays out of plain state."""

    props = CredentialsProps
    state = CredentialsState
    replace_on = frozenset({"member", "purpose", "generation", "expires_in_days"})

    def title(self, props: CredentialsProps) -> str:
        return f"credentials {props.purpose} (generation {props.generation})"

    def make(self, new: CredentialsProps) -> tuple[str, CredentialsState]:
        """Revoke pairs of exactly our label first: nobody knows their secret."""
        self._revoke_unseen(new)
        pair = settle(lambda: self._mint(new), lambda: self._revoke_unseen(new))
        return new.label, CredentialsState(**dict(new), pair=pair)

    def find(self, id_: str, old: CredentialsState) -> CredentialsState | None:
        """Gone when revoked, expired, or the user is gone.

        A second pair of our label, from a write that landed long after its answer was given up, is drift.
        """
        try:
            keys = self.client.get_credentials(old.member)
        except NotFound:
            return None
        ours = next((key for key in keys if key.access_key == old.pair.access_key), None)
        if ours is None or _expired(ours):
            return None
        twins = [key for key in keys if key.label == old.label and key is not ours]
        return old.model_copy(update={"label": f"{old.label} (twice)" if twins else ours.label or "(none)"})

    def change(self, id_: str, old: CredentialsState, new: CredentialsProps) -> CredentialsState:
        """Only the label can change in place; afterwards no other pair has it."""
        self._revoke_unseen(new, seen=old.pair.access_key)
        self.client.edit_credentials(new.member, old.pair.access_key, new.label)
        return old.model_copy(update=dict(new))

    def remove(self, id_: str, old: CredentialsState) -> None:
        self._revoke(old, old.pair.access_key)

    def _mint(self, new: CredentialsProps) -> MintedKeyPair:
        expires_in = None if new.expires_in_days is None else new.expires_in_days * SECONDS_A_DAY
        pair = self.client.create_credentials(new.member, new.label, expires_in)
        if expires_in is not None and pair.expire is None:
            self._revoke(new, pair.access_key)
            raise NotKept("the server made a pair that never expires (it was revoked again); leave out expiresInDays")
        return pair

    def _revoke_unseen(self, new: CredentialsProps, seen: str | None = None) -> None:
        for key in self.client.get_credentials(new.member):
            if key.label == new.label and key.access_key != seen:
                self._revoke(new, key.access_key)

    def _revoke(self, props: CredentialsProps, access_key: str) -> None:
        try:
            self.client.revoke_credentials(props.member, access_key)
        except NotFound:
            return


def _expired(key: KeyRecord) -> bool:
    """Some of the server's dates have no offset; they are UTC."""
    if key.expire is None:
        return False
    expire = key.expire if key.expire.tzinfo else key.expire.replace(tzinfo=UTC)
    return expire <= datetime.now(UTC)


class Credentials(Resource, module="clearml", name="Credentials"):
    """A key pair. State type: pulumi-python:dynamic/clearml:Credentials."""

    pair: Output[Mapping[str, str]]
    """Secret: `access_key` and `secret_key`."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        secret = ResourceOptions(additional_secret_outputs=["pair"])
        props = {**args, "pair": None}
        super().__init__(CredentialsProvider(), name, props, ResourceOptions.merge(opts, secret))
