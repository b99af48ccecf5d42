"""Names that depend on project and stack: labels of key pairs and the label of this stack's namespaces.

Names inside the cluster follow from settings alone and are in `blueprint.values.names`.
"""

from typing import Protocol

import pulumi

from blueprint.values.names import stack_label


class KeyPairTerms(Protocol):
    """Settings of a key pair."""

    @property
    def generation(self) -> int:
        """A change of the generation replaces the pair."""

    @property
    def expires_in_days(self) -> int | None:
        """Lifetime; None does not expire."""

    @property
    def rotate_after_days(self) -> int | None:
        """Age from which the pair is replaced; None is never."""

    @property
    def overlap_days(self) -> int:
        """How long a replaced pair still works."""


def label_prefix(slug: str) -> str:
    """Prefix of the labels of a tenant's key pairs, such as `clearml-platform:dev:acme:`.

    Purpose and generation follow. Existing key pairs are recognized by their label, so it must not change.
    """
    return f"{pulumi.get_project()}:{pulumi.get_stack()}:{slug}:"


def label(slug: str, purpose: str, terms: KeyPairTerms) -> str:
    """The label of one key pair, such as `clearml-platform:dev:acme:agent:g1` or `…:g1:90d` if it expires.

    A new pair first revokes the pair with the same label and leaves all others, so the label contains every setting
    that replaces a pair.
    """
    lifetime = "" if terms.expires_in_days is None else f":{terms.expires_in_days}d"
    return f"{label_prefix(slug)}{purpose}:g{terms.generation}{lifetime}"


def owner() -> str:
    """Value of the label on this stack's namespaces, such as `clearml-platform.dev`."""
    return stack_label(pulumi.get_project(), pulumi.get_stack())
