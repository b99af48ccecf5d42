"""What an endpoint is, and the look-up by name and version. The table itself is spread over the nouns."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from sandbox.clearml.protocol.call import Call, Json
from sandbox.clearml.protocol.validation import Request
from sandbox.clearml.protocol.versions import Version
from sandbox.clearml.settings import SimulatorSettings

EVERYONE = ("*",)
SYSTEM = ("system", "root")
ROOT_FIRST = ("root", "system")
ADMINS = ("system", "root", "admin")


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One row of the table.

    `version` is the lowest API version it answers to. `since` is the Enterprise release that brought it.
    `needs` are the required fields of the old style (400/11); `request` validates in the new one (400/12).
    """

    name: str
    run: Callable[[Call], Json | None]
    version: str = "1.0"
    roles: tuple[str, ...] = EVERYONE
    edition: Literal["both", "oss", "enterprise"] = "both"
    since: str | None = None
    authorize: bool = True
    needs: tuple[str, ...] = ()
    request: Request | None = None

    def allows(self, role: str) -> bool:
        return self.roles == EVERYONE or role in self.roles

    def exists_on(self, settings: SimulatorSettings) -> bool:
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
