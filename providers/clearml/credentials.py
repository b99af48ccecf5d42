"""Credentials: one labelled key pair (access key, secret key) of a user. A new generation is a new key pair.

Endpoints: auth.create_credentials, get_credentials, edit_credentials, revoke_credentials, all by impersonation.
Only the create call returns the secret key. After a lost answer or an interrupted run, the key pair is therefore found
by its label, revoked and created again.
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
from providers.clearml.shared.create_once import create_once
from providers.clearml.shared.labels import unfinished_label

SECONDS_PER_DAY = 86_400


class CredentialsProps(MemberProps):
    """Inputs of a key pair.

    `label` consists of stack, tenant, purpose and generation; `expires_in_days` requires server 3.29.
    """

    purpose: str
    generation: int = Field(ge=1)
    label: str = Field(min_length=1)
    expires_in_days: int | None = None


class CredentialsState(CredentialsProps):
    """Adds the key pair: one output for both keys, because Pulumi encrypts each secret output separately."""

    pair: MintedKeyPair


class CredentialsProvider(NounProvider[CredentialsProps, CredentialsState]):
    """Provider of Credentials. The resource id is the label, so that the access key is not in plain state."""

    props = CredentialsProps
    state = CredentialsState
    replace_on = frozenset({"member", "purpose", "generation", "expires_in_days"})

    def title(self, props: CredentialsProps) -> str:
        return f"credentials {props.purpose} (generation {props.generation})"

    def create_object(self, new: CredentialsProps) -> tuple[str, CredentialsState]:
        """Create the key pair. Existing ones with exactly this label are revoked: their secret key is lost."""
        self._revoke_others(new)
        pair = create_once(lambda: self._mint(new), lambda: self._revoke_others(new))
        self._revoke_unfinished(new)
        return new.label, CredentialsState(**dict(new), pair=pair)

    def read_object(self, id_: str, old: CredentialsState) -> CredentialsState | None:
        """Read the key pair; None if it was revoked, has expired, or its user no longer exists.

        A second key pair with the label is drift: a create call that was given up can still succeed later.
        """
        try:
            keys = self.client.get_credentials(old.member)
        except NotFound:
            return None
        own = next((key for key in keys if key.access_key == old.pair.access_key), None)
        if own is None or _expired(own):
            return None
        duplicates = [key for key in keys if key.label == old.label and key is not own]
        return old.model_copy(update={"label": f"{old.label} (twice)" if duplicates else own.label or "(none)"})

    def update_object(self, id_: str, old: CredentialsState, new: CredentialsProps) -> CredentialsState:
        """Set the label, which is all that can change in place, and revoke other key pairs that have it."""
        self._revoke_others(new, keep=old.pair.access_key)
        self.client.edit_credentials(new.member, old.pair.access_key, new.label)
        return old.model_copy(update=dict(new))

    def delete_object(self, id_: str, old: CredentialsState) -> None:
        self._revoke(old, old.pair.access_key)

    def _mint(self, new: CredentialsProps) -> MintedKeyPair:
        expires_in = None if new.expires_in_days is None else new.expires_in_days * SECONDS_PER_DAY
        pair = self.client.create_credentials(new.member, new.label, expires_in)
        if expires_in is not None and pair.expire is None:
            self._revoke(new, pair.access_key)
            message = "the server ignored the expiry, so the new credentials were revoked"
            raise NotKept(f"{message}; leave out expiresInDays, which requires server 3.29")
        return pair

    def _revoke_others(self, new: CredentialsProps, keep: str | None = None) -> None:
        for key in self.client.get_credentials(new.member):
            if key.label == new.label and key.access_key != keep:
                self._revoke(new, key.access_key)

    def _revoke_unfinished(self, new: CredentialsProps) -> None:
        """Revoke the key pair that shows whose a new service user is: the new pair's label shows that from now on."""
        for key in self.client.get_credentials(new.member):
            if key.label == unfinished_label(new.label):
                self._revoke(new, key.access_key)

    def _revoke(self, props: CredentialsProps, access_key: str) -> None:
        try:
            self.client.revoke_credentials(props.member, access_key)
        except NotFound:
            return


def _expired(key: KeyRecord) -> bool:
    """Whether the key pair has expired. Dates without an offset are in UTC."""
    if key.expire is None:
        return False
    expire = key.expire if key.expire.tzinfo else key.expire.replace(tzinfo=UTC)
    return expire <= datetime.now(UTC)


class Credentials(Resource, module="clearml", name="Credentials"):
    """A key pair of a user. State type: pulumi-python:dynamic/clearml:Credentials."""

    pair: Output[Mapping[str, str]]
    """Secret: `access_key` and `secret_key`."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        secret = ResourceOptions(additional_secret_outputs=["pair"])
        props = {**args, "pair": None}
        super().__init__(CredentialsProvider(), name, props, ResourceOptions.merge(opts, secret))
