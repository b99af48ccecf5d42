"""One API call on its way through the server: request, caller and answer."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.clearml.protocol.clock import new_id
from sandbox.clearml.protocol.validation import Values
from sandbox.clearml.protocol.versions import UNPARSED, Version
from sandbox.clearml.settings import SimulatorSettings
from sandbox.clearml.store import Store

Json = dict[str, Any]
SYSTEM_ROLES = ("system", "root")


@dataclass(frozen=True, kw_only=True)
class HttpRequest:
    """The request as it came off the wire. Header names are lower case, in order of arrival."""

    method: str
    path: str
    query: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    peer: str

    def header(self, *names: str) -> str | None:
        """The first of these headers that is present, even when it is empty."""
        for name in names:
            values = [value for key, value in self.headers if key == name]
            if values:
                return ",".join(values)
        return None

    def clearml_header(self, name: str) -> str | None:
        """`X-Clearml-<name>`, or its legacy form `X-Trains-<name>`."""
        return self.header(f"x-clearml-{name}", f"x-trains-{name}")


@dataclass(frozen=True, kw_only=True)
class Identity:
    """The user whose rights a call has. A token keeps it as it was at the time of login."""

    user: str
    company: str
    role: str
    user_name: str
    company_name: str

    @property
    def is_system(self) -> bool:
        return self.role in SYSTEM_ROLES


@dataclass(kw_only=True)
class SimulatorSite:
    """Everything that all calls share."""

    settings: SimulatorSettings
    store: Store
    builtin_names: frozenset[str]
    scrolls: dict[str, int] = field(default_factory=dict)
    secure: Json = field(default_factory=dict)


@dataclass(kw_only=True)
class Call:
    """The state of one call; handlers read it and return their data."""

    site: SimulatorSite
    request: HttpRequest
    id: str = field(default_factory=new_id)
    endpoint: str = ""
    requested: Version = UNPARSED
    actual: Version | None = None
    caller: Identity | None = None
    assumed: Identity | None = None
    impersonation: str | None = None
    data: Json = field(default_factory=dict)
    values: Values = field(default_factory=Values.empty)
    cookies: list[str] = field(default_factory=list)

    @property
    def store(self) -> Store:
        return self.site.store

    @property
    def settings(self) -> SimulatorSettings:
        return self.site.settings

    @property
    def trx(self) -> str:
        """The caller's transaction id, or else the call's own id."""
        sent = self.request.clearml_header("trx")
        return self.id if sent is None else sent

    @property
    def identity(self) -> Identity:
        """The acting identity: the impersonated one, else the authenticated one."""
        identity = self.assumed or self.caller
        if identity is None:
            message = "Missing identity"
            raise RuntimeError(message)
        return identity

    @property
    def worker(self) -> str:
        """The value of `last_used_from`: the worker header, or else the caller's address."""
        worker = self.request.clearml_header("worker")
        if worker is not None:
            return worker
        return self.request.header("x-forwarded-for") or self.request.header("x-real-ip") or self.request.peer
