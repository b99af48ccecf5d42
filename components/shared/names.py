"""Derived names: the one source of every name that more than one place must agree on.

Names within the cluster are pure functions of settings: `components.values.names`.
"""

import hashlib
import re
from typing import Protocol

import pulumi


class WantedPair(Protocol):
    """What a key pair is minted for; `expires_in_days` None means that it does not expire."""

    @property
    def generation(self) -> int:
        """Another one is another pair."""

    @property
    def expires_in_days(self) -> int | None:
        """Lifetime."""


def label_prefix(slug: str) -> str:
    """How the labels of a tenant's key pairs begin, such as `clearml-platform:dev:acme:`.

    Purpose and generation follow. The label is how we know our own key pairs again, so it must stay as it is.
    """
    return f"{pulumi.get_project()}:{pulumi.get_stack()}:{slug}:"


def label(slug: str, purpose: str, wanted: WantedPair) -> str:
    """The label of one key pair, such as `clearml-platform:dev:acme:agent:g1` or `…:g1:90d` when it expires.

    It names all that a new pair is minted for: a pair of the same label is revoked first, any other lives on beside it.
    """
    lifetime = "" if wanted.expires_in_days is None else f":{wanted.expires_in_days}d"
    return f"{label_prefix(slug)}{purpose}:g{wanted.generation}{lifetime}"


def owner() -> str:
    """The value of the label by which this stack knows its namespaces again, such as `clearml-platform.dev`.

    A name that does not fit is cut and told apart by a hash.
    """
    whole = f"{pulumi.get_project()}.{pulumi.get_stack()}"
    fitting = re.sub(r"[^A-Za-z0-9._-]", "-", whole)
    if fitting == whole and len(whole) <= 63:
        return whole
    return f"{fitting[:50].rstrip('._-')}.{hashlib.sha256(whole.encode()).hexdigest()[:12]}"
