"""The tenant that every method of the benchmark creates: the same realistic settings, distinguished by a number.

Every value that is unique to a tenant contains its slug; bench/recording.py depends on it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

QUEUES = ("default", "gpu-full", "cpu")
PURPOSES = ("agent", "gateway")
USERS, SERVICE_USERS, RUNNING_APPS = 10, 5, 3
ENABLED, EXCLUDED = ("applications", "pipelines"), ("app_management",)
SLUG = re.compile(r"tenant-\d{4}")


@dataclass(frozen=True)
class BenchTenant:
    """One customer with limits, features, an admin, two key pairs, login rules and three queues."""

    number: int

    @property
    def slug(self) -> str:
        return f"tenant-{self.number:04d}"

    @property
    def admin(self) -> str:
        """The admin's e-mail."""
        return f"admin@{self.slug}.example"

    @property
    def domain(self) -> str:
        """The login domain."""
        return f"{self.slug}.example"

    @property
    def guest(self) -> str:
        """The whitelisted user's e-mail."""
        return f"user@{self.slug}.partner.example"

    @property
    def second_admin(self) -> str:
        """The whitelisted admin's e-mail."""
        return f"admin@{self.slug}.partner.example"

    def file(self, users: int = USERS) -> Mapping[str, Any]:
        """The tenant file; `users` is the limit that the benchmark changes."""
        return {
            "name": self.slug,
            "admin": {"name": "Admin", "email": self.admin},
            "login": {"domains": [self.domain], "users": [self.guest], "admins": [self.second_admin]},
            "limits": {"users": users, "serviceUsers": SERVICE_USERS, "runningApps": RUNNING_APPS},
            "features": {"enable": list(ENABLED), "exclude": list(EXCLUDED)},
            "workers": {"queues": {name: {} for name in QUEUES}},
            "credentials": {purpose: {"enabled": True} for purpose in PURPOSES},
            "deletion": "delete",
        }

    @property
    def settings(self) -> Mapping[str, Any]:
        """Limits and features in the form of `defaults` of system.create_company."""
        return {
            "allowed_users": USERS,
            "allowed_service_users": SERVICE_USERS,
            "max_running_apps": RUNNING_APPS,
            "features": list(ENABLED),
            "exclude_features": list(EXCLUDED),
        }


def tenants(count: int) -> list[BenchTenant]:
    """The first `count` tenants."""
    return [BenchTenant(number) for number in range(1, count + 1)]
