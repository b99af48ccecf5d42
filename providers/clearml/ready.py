"""ApiReady: stands for a server that answers with the stack's key. Creating it is waiting for that, and nothing else.

Endpoints: debug.ping, system.get_companies, server.info (probe.py). Everything that needs the API depends on it, as a
server's pods can be Ready long before its ingress, its certificate or its users are.
"""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

from pulumi import Output, ResourceOptions
from pulumi.dynamic import Resource
from pydantic import Field

from providers.clearml.api.errors import ApiError, ClearMLError, Denied, FeatureMissing, Unauthorized
from providers.clearml.api.models import ServerInfo
from providers.clearml.api.probe import Probe
from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.notice import progress

POLL_SECONDS = 2.0
TELL_SECONDS = 12.0
"""Time between two lines that tell how the waiting goes."""
GRACE_SECONDS = 60.0
"""How long a server may refuse our key: one that has just started may not know it yet."""


class ApiReadyProps(Props):
    """`what` is the server in words, for messages; another `revision` of it is waited for anew.

    `deadline_seconds` bounds the waiting; the call that is under way then is finished. `namespace` is where the
    server's pods are, for the advice.
    """

    tenant: str = "*"
    what: str = Field(min_length=1)
    revision: str = ""
    deadline_seconds: float = Field(default=900, gt=0)
    namespace: str | None = None


class ApiReadyState(ApiReadyProps):
    """With the version that answered; the server may keep it to itself."""

    server_version: str = ""
    api_version: str = ""


class NotReady(ClearMLError):
    """The server was not ready in time, or does not take our key."""


class ApiReadyProvider(NounProvider[ApiReadyProps, ApiReadyState]):
    """Waits on create and on a new revision. The resource id is constant."""

    props = ApiReadyProps
    state = ApiReadyState

    def title(self, props: ApiReadyProps) -> str:
        return props.what

    def make(self, new: ApiReadyProps) -> tuple[str, ApiReadyState]:
        return "ready", self._wait(new)

    def find(self, id_: str, old: ApiReadyState) -> ApiReadyState:
        """A server that is down for a while is no drift."""
        return old

    def change(self, id_: str, old: ApiReadyState, new: ApiReadyProps) -> ApiReadyState:
        """Only another revision is waited for."""
        return self._wait(new) if old.revision != new.revision else old.model_copy(update=dict(new))

    def remove(self, id_: str, old: ApiReadyState) -> None:
        """Nothing on the server to remove."""

    def _wait(self, new: ApiReadyProps) -> ApiReadyState:
        with closing(Probe(self.client.connection)) as probe:
            patience = _Patience(new, self.client.connection.host)
            while True:
                try:
                    return _answered(new, probe.ask())
                except ClearMLError as error:
                    patience.lose(error)
                time.sleep(POLL_SECONDS)

    @contextmanager
    def _told(self, props: Any, verb: str) -> Iterator[None]:
        """A server is no tenant's."""
        try:
            yield
        except ClearMLError as error:
            message = f"{props.what}: {error}"
            raise NotReady(message) from None


class _Patience:
    """How long one waiting has gone on, and when to tell of it or to give up."""

    def __init__(self, props: ApiReadyProps, host: str) -> None:
        self._props = props
        self._host = host
        self._started = self._told = time.monotonic()
        self._refused: float | None = None

    def lose(self, error: ClearMLError) -> None:
        """One more failed try. Raises NotReady at the deadline, or when our key was refused for too long."""
        now = time.monotonic()
        if not isinstance(error, Unauthorized | Denied | FeatureMissing):
            self._refused = None
        elif self._refused is None:
            self._refused = now
        elif now - self._refused >= GRACE_SECONDS:
            raise NotReady(self._refusal(error))
        if now - self._started + POLL_SECONDS > self._props.deadline_seconds:
            raise NotReady(self._timeout(error))
        if now - self._told >= TELL_SECONDS:
            self._told = now
            spent = f"{now - self._started:.0f} s of {self._props.deadline_seconds:.0f} s"
            progress(self._props.what, f"waiting for {self._host}: {_brief(error)} ({spent})")

    def _refusal(self, error: ApiError) -> str:
        return f"{self._host} is up, but has refused us for {GRACE_SECONDS:.0f} s: {_brief(error)}; {error.advice}"

    def _timeout(self, error: ClearMLError) -> str:
        where = f"-n {self._props.namespace}" if self._props.namespace else "--all-namespaces"
        advice = f"; {error.advice}" if isinstance(error, ApiError) and error.advice else ""
        return (
            f"{self._host} was not ready in {self._props.deadline_seconds:.0f} s: {_brief(error)}{advice}; look at the "
            f"server's pods (kubectl {where} get pods), its ingress and DNS, then run `pulumi up` again"
        )


def _brief(error: ClearMLError) -> str:
    """Without trace id and advice: it is one of many calls."""
    return str(error).partition(" (trace ")[0]


def _answered(props: ApiReadyProps, server: ServerInfo) -> ApiReadyState:
    known = "" if server.api_version == ServerInfo().api_version else server.api_version
    return ApiReadyState(**dict(props), server_version=server.version, api_version=known)


class ApiReady(Resource, module="clearml", name="ApiReady"):
    """A server that answers. State type: pulumi-python:dynamic/clearml:ApiReady."""

    server_version: Output[str]
    """The server's version, such as 3.29.0."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        props = {**args, "server_version": None, "api_version": None}
        super().__init__(ApiReadyProvider(), name, props, opts)
