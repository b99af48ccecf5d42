"""Settings of key pairs: generation, lifetime, rotation by age, overlap of the old pair with the new one."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, StrictBool, model_validator

from blueprint.settings.checking.expect import mismatch
from blueprint.settings.checking.model import Model
from blueprint.settings.words.names import ByKey, Count, Limit, Purpose

AGENT, GATEWAY = "agent", "gateway"
USUAL_PURPOSES = (AGENT, GATEWAY)
"""Purposes that need no entry in a tenant file; an entry changes their options."""


class KeyPairSettings(Model):
    """Lifetime and rotation of a key pair."""

    generation: Count = 1
    """Increase it by one to create a new key pair and revoke the old one."""
    expires_in_days: Count | None = None
    """Lifetime of the key pair in days; by default, it does not expire."""
    rotate_after_days: Count | None = None
    """Age in days from which `pulumi up` creates a new key pair by itself; by default, only a new generation does."""
    overlap_days: Limit = 0
    """Days for which the old key pair still works after a new one was created. Then the next `pulumi up` revokes it,
    unless it is still in use. 0 revokes the old pair in the same run, and pairs of earlier overlaps too, used or
    not."""

    @model_validator(mode="after")
    def require_rotation_before_end(self) -> "KeyPairSettings":
        """Refuse a rotation that comes too late for the pair, or for the whole overlap."""
        if self.rotate_after_days is None or self.expires_in_days is None:
            return self
        latest = self.expires_in_days - max(self.overlap_days, 1)
        if self.rotate_after_days > latest:
            expected = f"at most {latest}: the pair ends after {self.expires_in_days} days (expiresInDays)"
            overlap = f", and the old one must work for {self.overlap_days} more (overlapDays)"
            expected = f"{expected}{overlap if self.overlap_days else ''}"
            raise mismatch(expected, found=f"the number {self.rotate_after_days}", at="rotateAfterDays")
        return self


class CredentialSettings(KeyPairSettings):
    """A key pair of the admin (auth.create_credentials)."""

    enabled: StrictBool | None = None
    """Whether the key pair exists. By default it does, except the one of the gateway for a tenant without an app
    gateway; a pair of the gateway that exists already stays."""


def pair_exists(purpose: str, terms: CredentialSettings, *, needs_gateway: bool) -> bool:
    """Whether the admin has a key pair of this purpose; `needs_gateway` if one of the gateway has a use."""
    return terms.enabled if terms.enabled is not None else purpose != GATEWAY or needs_gateway


def _with_usual_purposes(raw: object) -> object:
    section = {} if raw is None else raw
    return {**dict.fromkeys(USUAL_PURPOSES), **section} if isinstance(section, Mapping) else section


Credentials = Annotated[ByKey[Purpose, CredentialSettings], BeforeValidator(_with_usual_purposes)]


def check_used_pairs(pairs: Mapping[str, CredentialSettings], users: Mapping[str, str | None]) -> None:
    """Raise a mismatch if a pair is switched off that a part of the tenant needs: `users` maps purposes to parts."""
    for purpose, part in users.items():
        if part is not None and purpose in pairs and pairs[purpose].enabled is False:
            expected = f"true, or no {part}, which needs the key pair (clearml:tenantDefaults included)"
            raise mismatch(expected, found="false", at=("credentials", purpose, "enabled"))
