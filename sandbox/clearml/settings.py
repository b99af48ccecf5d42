"""The kind of server that is simulated. `__main__` fills the values from its command line."""

from dataclasses import dataclass
from typing import Literal

Profile = Literal["oss", "enterprise"]

OSS_VERSION = "2.3.0"
OSS_API_VERSION = "2.34"
DEFAULT_COMPANY = "d1bd92a3b039400cbafc60a7a5b1e52b"
DEFAULT_COMPANY_NAME = "clearml"


def release(version: str) -> tuple[int, ...]:
    """Turn `3.30.1` into a comparable tuple."""
    return tuple(int(part) for part in version.split("."))


@dataclass(frozen=True, kw_only=True)
class SimulatorSettings:
    """One simulated server.

    `server_version` decides which Enterprise endpoints and fields exist. `api_version` is the newest endpoint
    version; 2.37 introduced `role` in the whitelist. `max_credentials` is the number of key pairs that a user may
    have, None for no limit. `latency` is in seconds per API call. `without` names endpoints to omit.
    `deletion_refused_by` is how tenants.delete_tenant refuses: an error, or an answer with counts and no effect.
    """

    profile: Profile
    server_version: str
    api_version: str
    system_may_cross_tenants: bool
    unique_names: bool = False
    max_credentials: int | None = None
    latency: float = 0.0
    without: frozenset[str] = frozenset()
    deletion_refused_by: Literal["error", "answer"] = "error"

    @property
    def enterprise(self) -> bool:
        """Whether the server is an Enterprise one."""
        return self.profile == "enterprise"

    def has_release(self, version: str) -> bool:
        """Whether the server is an Enterprise one of that release or a newer one."""
        return self.enterprise and release(self.server_version) >= release(version)

    def has_api(self, version: str) -> bool:
        """Whether the newest endpoint version is that one or a newer one."""
        return release(self.api_version) >= release(version)
