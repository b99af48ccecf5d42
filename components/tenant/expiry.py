"""Warns of key pairs that end soon or have ended, from the state alone."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta

from blueprint.settings.tenant.tenant import TenantSettings
from components.shared.names import KeyPairTerms
from components.shared.previous import PreviousPair, PreviousState
from components.tenant.key_pairs import is_rotation_due

DAYS = 14
"""Days before its end from which a key pair is reported."""


def expiry_warnings(tenants: tuple[TenantSettings, ...], previous: PreviousState, now: datetime) -> Iterator[str]:
    """One line per key pair that has ended, or ends within DAYS, and that the tenant files still ask for.

    A pair that this run replaces, because of its age or because the file has another generation, is left out.
    """
    for tenant in tenants:
        terms = _terms(tenant) if tenant.state == "active" else {}
        recorded = previous.tenants.get(tenant.slug)
        for pair in () if recorded is None else recorded.pairs:
            setting, asked = terms.get(pair.name, ("", None))
            if asked and asked.generation == pair.generation and not is_rotation_due(asked, pair, now):
                yield from _warning(tenant.slug, pair, setting, now)


def _terms(tenant: TenantSettings) -> Mapping[str, tuple[str, KeyPairTerms]]:
    """Setting and terms of each key pair, by the name of its resource."""
    purposes = {f"{tenant.slug}/{key}": (f"credentials.{key}", terms) for key, terms in tenant.credentials.items()}
    users = {
        f"{tenant.slug}/service-users/{key}": (f"serviceUsers.{key}", terms)
        for key, terms in tenant.service_users.items()
    }
    return {**purposes, **users}


def _warning(slug: str, pair: PreviousPair, setting: str, now: datetime) -> Iterator[str]:
    if pair.expire is None:
        return
    end = pair.expire if pair.expire.tzinfo else pair.expire.replace(tzinfo=UTC)
    if end - now > timedelta(days=DAYS):
        return
    remedy = f"set {setting}.generation to {pair.generation + 1} in its file and run `pulumi up`"
    if end <= now:
        state = f"ended on {end:%Y-%m-%d} and is refused by the server"
    else:
        days = (end - now).days
        state = f"ends on {end:%Y-%m-%d}, in {days} day{'' if days == 1 else 's'}"
    yield f"tenant {slug}: key pair {pair.name} {state}: {remedy}"
