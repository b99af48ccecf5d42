"""Credentials: one labelled key pair (access key, secret key) of a user, and its predecessors that still work.

Endpoints: auth.create_credentials, get_credentials, edit_credentials, revoke_credentials, all by impersonation.
Only the create call returns the secret key, so after a lost answer the key pair is revoked and another one created.

A new generation without overlap is a replacement: the engine creates the new pair, then its consumers read it, then
the old pair is revoked. With overlap it is an update in place, and the old pair becomes one of `retiring` (ADR 0020).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from pulumi import Output, ResourceOptions
from pulumi.dynamic import DiffResult, Resource
from pydantic import Field

from providers.clearml.api.clock import utc
from providers.clearml.api.models import KeyRecord, MintedKeyPair
from providers.clearml.keys.key_pairs import described, find, fingerprint, of_purpose, used_since
from providers.clearml.keys.key_ring import KeyRing
from providers.clearml.keys.predecessors import Predecessors, RetiringPair, retire
from providers.clearml.shared.base import MemberProps, NounProvider
from providers.clearml.shared.labels import unfinished_label

ROTATION = frozenset({"generation", "expires_in_days", "rotate"})
"""Inputs whose change needs a new key pair of the same user."""
STRAY = "the state of this stack does not contain it"
STILL_USED = timedelta(days=1)
"""A pair that was used this recently is named when it is revoked."""


class CredentialsProps(MemberProps):
    """Inputs of a key pair.

    `label` consists of stack, tenant, purpose and generation; `expires_in_days` requires server 3.29. A new pair leaves
    the old one alive for `overlap_days`. `recorded` are the fingerprints of the pairs of this purpose in the state;
    None if the state is unknown. `rotate` and `revoke` ask for one action and are not stored: a new pair, and the
    revocation of retiring pairs by fingerprint.
    """

    purpose: str
    generation: int = Field(ge=1)
    label: str = Field(min_length=1)
    expires_in_days: int | None = None
    rotate_after_days: int | None = None
    overlap_days: int = Field(default=0, ge=0, exclude=True)
    recorded: tuple[str, ...] | None = Field(default=None, exclude=True)
    rotate: bool = False
    revoke: tuple[str, ...] = ()


class CredentialsState(CredentialsProps):
    """Adds the key pair: one output for both keys, because Pulumi encrypts each secret output separately.

    `created` is the server's time. `retiring` are replaced pairs that still work. `replaces` are fingerprints of the
    pairs that were there when this one was created; the engine revokes them at the end of the run.
    """

    pair: MintedKeyPair
    created: datetime | None = None
    retiring: tuple[RetiringPair, ...] = ()
    replaces: tuple[str, ...] = ()


class CredentialsProvider(NounProvider[CredentialsProps, CredentialsState]):
    """Provider of Credentials. The resource id is the label, so that the access key is not in plain state."""

    props = CredentialsProps
    state = CredentialsState
    replace_on = frozenset({"member", "purpose"}) | ROTATION
    create_only: ClassVar[frozenset[str]] = frozenset({"overlap_days", "recorded"})

    def title(self, props: CredentialsProps) -> str:
        return f"credentials {props.purpose} (generation {props.generation})"

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Compare as all nouns do; with overlap, a new pair of the same user is an update in place."""
        result = super().diff(_id, olds, news)
        if news.get("overlap_days") and ROTATION.issuperset(result.replaces or ()):
            return DiffResult(changes=result.changes, replaces=[], delete_before_replace=False)
        return result

    def create_object(self, new: CredentialsProps) -> tuple[str, CredentialsState]:
        """Create the key pair. Pairs of its purpose that have expired or are not in the state are revoked first."""
        ring = self._ring(new)
        present = of_purpose(ring.keys() or (), new.label)
        strays = [key for key in present if self._live(key) is None or _is_unrecorded(key, new)]
        ring.revoke(strays, STRAY)
        pair, row = ring.mint(new.label, new.expires_in_days)
        ring.revoke([key for key in ring.keys() or () if key.label == unfinished_label(new.label)])
        replaces = tuple(fingerprint(key.access_key) for key in present if key not in strays)
        return new.label, self._state_of(new, pair, row).model_copy(update={"replaces": replaces})

    def read_object(self, id_: str, old: CredentialsState) -> CredentialsState | None:
        """Read the key pair; None if it was revoked, has expired, or its user no longer exists.

        Another pair of the purpose that is not in the state is drift: a create call that was given up can succeed
        later. With retiring pairs, a missing pair is drift too, because the state would forget them.
        """
        keys = self._ring(old).keys()
        if keys is None:
            return None
        own = self._live(find(keys, old.pair.access_key))
        if own is None and not old.retiring:
            return None
        strays = self._predecessors(old).strays(keys, old.label)
        label = "(none)" if own is None else own.label or "(none)"
        return old.model_copy(update={"label": f"{label} (and {len(strays)} unknown)" if strays else label})

    def update_object(self, id_: str, old: CredentialsState, new: CredentialsProps) -> CredentialsState:
        """Set the label, revoke what is due or not in the state, and create another pair if one is asked for."""
        ring = self._ring(new)
        keys = ring.keys() or ()
        ring.revoke(self._predecessors(old).strays(keys, old.label, new.label), STRAY)
        retiring = self._revoke_due(ring, keys, old, new)
        own = self._live(find(keys, old.pair.access_key))
        if own is None or any(getattr(new, name) != getattr(old, name) for name in ROTATION):
            pair, row = ring.mint(new.label, new.expires_in_days)
            if own is not None:
                retiring = (*retiring, retire(own, self.client.clock.now(), new.overlap_days))
            return self._state_of(new, pair, row).model_copy(update={"retiring": retiring})
        if own.label != new.label:
            ring.relabel(own, new.label)
        kept = {"retiring": retiring, "replaces": old.replaces, "created": old.created or self._created(own)}
        return self._state_of(new, old.pair, own).model_copy(update=kept)

    def delete_object(self, id_: str, old: CredentialsState) -> None:
        """Revoke the pair and its retiring predecessors; prints who used them if another pair has replaced them."""
        ring = self._ring(old)
        keys = ring.keys() or ()
        retiring = [key for key, _ in self._predecessors(old).rows(keys)]
        gone = [key for key in keys if key.access_key == old.pair.access_key or key in retiring]
        is_replaced = any(key not in gone for key in of_purpose(keys, old.label))
        limit = self.client.clock.now() - STILL_USED
        used = [key for key in gone if is_replaced and used_since(key, limit)]
        ring.revoke([key for key in gone if key not in used])
        ring.revoke(used, "a newer pair has replaced it")

    def _revoke_due(
        self, ring: KeyRing, keys: tuple[KeyRecord, ...], old: CredentialsState, new: CredentialsProps
    ) -> tuple[RetiringPair, ...]:
        """Revoke the retiring pairs that `new` asks for, and return those that stay: not due, or still in use."""
        predecessors, stay = self._predecessors(old), []
        for key, pair in predecessors.rows(keys):
            if pair.key not in new.revoke:
                stay.append(pair)
            elif new.overlap_days and predecessors.is_in_use(key, pair):
                stay.append(pair.model_copy(update={"last_used": key.last_used, "last_used_from": key.last_used_from}))
                ring.tell(
                    f"key pair {described(key)} was to be revoked from {pair.until:%Y-%m-%d} on, but is in use and "
                    "stays; give that program the new pair, or set overlapDays: 0 to revoke the old one now"
                )
            else:
                ring.revoke([key], f"a newer pair replaced it on {pair.replaced:%Y-%m-%d}")
        return tuple(stay)

    def _ring(self, props: CredentialsProps) -> KeyRing:
        return KeyRing(self.client, props.tenant, props.member)

    def _predecessors(self, old: CredentialsState) -> Predecessors:
        return Predecessors(
            own=old.pair.access_key,
            created=old.created,
            retiring=old.retiring,
            replaces=old.replaces,
            now=self.client.clock.now(),
        )

    def _state_of(self, new: CredentialsProps, pair: MintedKeyPair, row: KeyRecord) -> CredentialsState:
        inputs = {**dict(new), "rotate": False, "revoke": ()}
        return CredentialsState(**inputs, pair=pair, created=self._created(row))

    def _created(self, row: KeyRecord) -> datetime:
        return utc(row.created) if row.created else self.client.clock.now()

    def _live(self, key: KeyRecord | None) -> KeyRecord | None:
        """The row if the pair has not expired, by the server's clock."""
        expired = key is not None and key.expire is not None and utc(key.expire) <= self.client.clock.now()
        return None if expired else key


def _is_unrecorded(key: KeyRecord, new: CredentialsProps) -> bool:
    return new.recorded is not None and fingerprint(key.access_key) not in new.recorded


class Credentials(Resource, module="clearml", name="Credentials"):
    """A key pair of a user. State type: pulumi-python:dynamic/clearml:Credentials."""

    pair: Output[Mapping[str, str]]
    """Secret: `access_key` and `secret_key`."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        secret = ResourceOptions(additional_secret_outputs=["pair"])
        props = {**args, "pair": None}
        super().__init__(CredentialsProvider(), name, props, ResourceOptions.merge(opts, secret))
