"""An endpoint, and the look-up by name and version. Each module of `endpoints` contributes its rows to the table."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.protocol.versions import Version
from sandbox.clearml.settings import SimulatorSettings

ANY_ROLE = ("*",)
SYSTEM = ("system", "root")
ROOT_FIRST = ("root", "system")
ADMINS = ("system", "root", "admin")


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One row of the table.

    `version` is the lowest API version it answers to. `since` is the Enterprise release that introduced it.
    `request` validates the fields (400/12); without it the handler reads `call.data` unchecked.
    """

    name: str
    run: Callable[[Call], Json | None]
    version: str = "1.0"
    roles: tuple[str, ...] = ANY_ROLE
    edition: Literal["both", "oss", "enterprise"] = "both"
    since: str | None = None
    authorize: bool = True
    request: Request | None = None

    def allows(self, role: str) -> bool:
        """Whether callers of that role may use it."""
        return self.roles == ANY_ROLE or role in self.roles

    def exists_on(self, settings: SimulatorSettings) -> bool:
        """Whether a server of that edition and release has it."""
        if self.name in settings.without or self.edition not in ("both", settings.profile):
            return False
        return self.since is None or settings.has_release(self.since)


class Table:
    """All endpoints of one server, the newest version of each name first."""

    def __init__(self, endpoints: Iterable[Endpoint], settings: SimulatorSettings) -> None:
        self.by_name: dict[str, list[Endpoint]] = {}
        for endpoint in endpoints:
            if endpoint.exists_on(settings):
                self.by_name.setdefault(endpoint.name, []).append(endpoint)
        for rows in self.by_name.values():
            rows.sort(key=lambda row: Version(row.version).numbers, reverse=True)

    def find(self, name: str, version: Version) -> Endpoint | None:
        """The newest row that is not newer than the requested version."""
        for row in self.by_name.get(name, []):
            if not version.older_than(Version(row.version)):
                return row
        return None
