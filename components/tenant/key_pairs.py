"""Creates key pairs, and decides from the state before this run which ones are rotated, revoked or left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pulumi
from pulumi import Input, ResourceOptions

from blueprint.settings.tenant.key_pairs import GATEWAY, CredentialSettings, pair_exists
from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.names import KeyPairTerms, label
from components.shared.previous import PreviousPair, PreviousState
from providers.clearml.credentials import Credentials
from providers.clearml.keys.key_pairs import last_use

Member = Input[Mapping[str, str]]


@dataclass(frozen=True, kw_only=True)
class RecordedKeyPairs:
    """Key pairs of one tenant in the state before this run. `pairs` are by name without the slug.

    `pairs` is None if the state is unknown. `now` is the server's time; None if it is unknown, and then nothing is done
    by age.
    """

    pairs: Mapping[str, PreviousPair] | None
    now: datetime | None = None

    def of(self, name: str) -> PreviousPair | None:
        """The pair with this name; None if it is new, or if the state is unknown."""
        return None if self.pairs is None else self.pairs.get(name)

    def recorded(self, name: str) -> list[str] | None:
        """Fingerprints of all pairs of this name that the state contains; None if that is unknown."""
        pair = self.of(name)
        if pair is None:
            return None if self.pairs is None else []
        return None if pair.created is None else sorted({pair.key, *pair.replaces, *(old.key for old in pair.retiring)})


UNKNOWN_PAIRS = RecordedKeyPairs(pairs=None)


def recorded_pairs(previous: PreviousState, slug: str, now: datetime | None) -> RecordedKeyPairs:
    """The key pairs of one tenant in the previous state."""
    if not previous.known:
        return RecordedKeyPairs(pairs=None, now=now)
    tenant = previous.tenants.get(slug)
    pairs = () if tenant is None else tenant.pairs
    return RecordedKeyPairs(pairs={pair.name.partition("/")[2]: pair for pair in pairs}, now=now)


def needs_time(tenants: Iterable[TenantSettings], previous: PreviousState) -> bool:
    """Whether something depends on the time: a recorded pair that ends, or one that is rotated or revoked by age."""
    recorded = [pair for tenant in previous.tenants.values() for pair in tenant.pairs]
    if any(pair.expire is not None or pair.retiring for pair in recorded):
        return True
    terms = [one for each in tenants for one in (*each.credentials.values(), *each.service_users.values())]
    return bool(recorded) and any(one.rotate_after_days is not None for one in terms)


def key_pair(
    slug: str,
    name: str,
    purpose: str,
    terms: KeyPairTerms,
    member: Member,
    recorded: RecordedKeyPairs,
    opts: ResourceOptions,
) -> Credentials:
    """Create a key pair of the user `member`. The resource is called `slug/name`; the label contains `purpose`."""
    pair = recorded.of(name)
    due = pair is not None and is_rotation_due(terms, pair, recorded.now)
    args = {
        "tenant": slug,
        "member": member,
        "purpose": purpose,
        "generation": terms.generation,
        "label": label(slug, purpose, terms),
        "expires_in_days": terms.expires_in_days,
        "rotate_after_days": terms.rotate_after_days,
        "overlap_days": terms.overlap_days or None,
        "recorded": recorded.recorded(name),
        "rotate": due or None,
        "revoke": _due(terms, pair, recorded.now) or None,
    }
    for line in _explained(slug, terms, pair, recorded.now, due=due):
        pulumi.log.info(line)
    return Credentials(f"{slug}/{name}", args, opts)


def enabled_pairs(
    credentials: Mapping[str, CredentialSettings], recorded: RecordedKeyPairs, *, has_gateway: bool
) -> dict[str, CredentialSettings]:
    """The key pairs of the admin that exist: without an app gateway, only one that the state has already."""
    needs_gateway = has_gateway or recorded.pairs is None or GATEWAY in recorded.pairs
    return {
        purpose: terms
        for purpose, terms in credentials.items()
        if pair_exists(purpose, terms, needs_gateway=needs_gateway)
    }


def is_unused_gateway_pair(
    credentials: Mapping[str, CredentialSettings], recorded: RecordedKeyPairs, *, has_gateway: bool
) -> bool:
    """Whether the tenant has a pair of the gateway only because its state has one."""
    terms = credentials.get(GATEWAY)
    is_default = terms is not None and terms.enabled is None
    return is_default and not has_gateway and recorded.of(GATEWAY) is not None


def unused_gateway_pairs(slugs: Sequence[str]) -> str:
    """The line about these tenants, whose pair of the gateway is unused."""
    more = f" and {len(slugs) - 1} more" if len(slugs) > 1 else ""
    return (
        f"tenant {slugs[0]}{more}: no app gateway uses the key pair `gateway`, which stays because it exists; in the "
        "tenant file or in clearml:tenantDefaults `credentials: {gateway: {enabled: false}}` revokes it, and `enabled: "
        "true` keeps it without this line"
    )


def is_rotation_due(terms: KeyPairTerms, pair: PreviousPair, now: datetime | None) -> bool:
    """Whether this run replaces the pair because of its age; another generation or lifetime replaces it anyway."""
    if terms.rotate_after_days is None or now is None or pair.generation != terms.generation:
        return False
    ended = pair.expire is not None and pair.expire <= now
    return ended or (pair.created is not None and now >= pair.created + timedelta(days=terms.rotate_after_days))


def _due(terms: KeyPairTerms, pair: PreviousPair | None, now: datetime | None) -> list[str]:
    """Fingerprints of the replaced pairs that this run revokes."""
    retiring = () if pair is None else pair.retiring
    return [old.key for old in retiring if not terms.overlap_days or (now is not None and old.until <= now)]


def _explained(
    slug: str, terms: KeyPairTerms, pair: PreviousPair | None, now: datetime | None, *, due: bool
) -> Iterable[str]:
    """What this run does without a change of the tenant file, one line each."""
    if pair is None or now is None:
        return
    if due and pair.created is not None:
        age = (now - pair.created).days
        limit = f"rotateAfterDays: {terms.rotate_after_days}"
        yield f"tenant {slug}: key pair {pair.name} is {age} days old ({limit}), so a new one is created"
    for old in pair.retiring:
        if old.key in _due(terms, pair, now):
            use = f", and was in use at the last attempt ({last_use(old.last_used, old.last_used_from)})"
            yield (
                f"tenant {slug}: the old key pair {old.label} is due for revocation since {old.until:%Y-%m-%d}"
                f"{use if old.last_used else ''}"
            )
