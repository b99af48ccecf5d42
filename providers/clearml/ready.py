"""ApiReady: waits until the ClearML server answers and accepts the stack's credentials. Creates nothing.

Endpoints: debug.ping, system.get_companies, server.info (probe.py). Everything that needs the API depends on this
resource, because a server's pods can be Ready long before its ingress, its certificate or its users are.
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
PROGRESS_SECONDS = 12.0
"""Seconds between two progress lines."""
GRACE_SECONDS = 60.0
"""Seconds for which the server may refuse the credentials: a new server may not have created the user yet."""


class ApiReadyProps(Props):
    """Inputs of a wait.

    `what` describes the server in messages. A new `revision` waits again. `deadline_seconds` limits the wait; a call
    that is open at the deadline is completed. `namespace` of the server's pods appears in the advice of a time-out.
    """

    tenant: str = "*"
    what: str = Field(min_length=1)
    revision: str = ""
    deadline_seconds: float = Field(default=900, gt=0)
    namespace: str | None = None


class ApiReadyState(ApiReadyProps):
    """Adds the server's versions; empty if the server does not report them."""

    server_version: str = ""
    api_version: str = ""


class NotReady(ClearMLError):
    """The server was not ready in time, or refuses the stack's credentials."""


class ApiReadyProvider(NounProvider[ApiReadyProps, ApiReadyState]):
    """Provider of ApiReady. Waits on create and on a new revision. The resource id is constant."""

    props = ApiReadyProps
    state = ApiReadyState
    on_server = False

    def title(self, props: ApiReadyProps) -> str:
        return props.what

    def create_object(self, new: ApiReadyProps) -> tuple[str, ApiReadyState]:
        return "ready", self._wait(new)

    def read_object(self, id_: str, old: ApiReadyState) -> ApiReadyState:
        """Return the stored state: a temporary outage is not drift."""
        return old

    def update_object(self, id_: str, old: ApiReadyState, new: ApiReadyProps) -> ApiReadyState:
        """Wait again if the revision has changed."""
        return self._wait(new) if old.revision != new.revision else old.model_copy(update=dict(new))

    def delete_object(self, id_: str, old: ApiReadyState) -> None:
        """Do nothing: the server has no such object."""

    def _wait(self, new: ApiReadyProps) -> ApiReadyState:
        with closing(Probe(self.client.connection)) as probe:
            attempts = _Attempts(new, self.client.connection.host)
            while True:
                try:
                    return _state(new, probe.check())
                except ClearMLError as error:
                    attempts.record_failure(error)
                time.sleep(POLL_SECONDS)

    @contextmanager
    def _error_context(self, props: Any, verb: str) -> Iterator[None]:
        """Name the server in place of a tenant."""
        try:
            yield
        except ClearMLError as error:
            message = f"{props.what}: {error}"
            raise NotReady(message) from None


class _Attempts:
    """Failed attempts of one wait; decides when to report progress and when to give up."""

    def __init__(self, props: ApiReadyProps, host: str) -> None:
        self._props = props
        self._host = host
        self._start = self._last_report = time.monotonic()
        self._first_refusal: float | None = None

    def record_failure(self, error: ClearMLError) -> None:
        """Record one attempt. Raises NotReady at the deadline, or after GRACE_SECONDS of refused credentials."""
        now = time.monotonic()
        if not isinstance(error, Unauthorized | Denied | FeatureMissing):
            self._first_refusal = None
        elif self._first_refusal is None:
            self._first_refusal = now
        elif now - self._first_refusal >= GRACE_SECONDS:
            raise NotReady(self._refusal(error))
        if now - self._start + POLL_SECONDS > self._props.deadline_seconds:
            raise NotReady(self._timeout(error))
        if now - self._last_report >= PROGRESS_SECONDS:
            self._last_report = now
            elapsed = f"{now - self._start:.0f} s of {self._props.deadline_seconds:.0f} s"
            progress(self._props.what, f"waiting for {self._host}: {_brief(error)} ({elapsed})")

    def _refusal(self, error: ApiError) -> str:
        duration = f"{GRACE_SECONDS:.0f} s"
        return f"{self._host} is up, but has refused the credentials for {duration}: {_brief(error)}; {error.advice}"

    def _timeout(self, error: ClearMLError) -> str:
        scope = f"-n {self._props.namespace}" if self._props.namespace else "--all-namespaces"
        advice = f"; {error.advice}" if isinstance(error, ApiError) and error.advice else ""
        return (
            f"{self._host} was not ready in {self._props.deadline_seconds:.0f} s: {_brief(error)}{advice}; check the "
            f"server's pods (kubectl {scope} get pods), its ingress and DNS, then run `pulumi up` again"
        )


def _brief(error: ClearMLError) -> str:
    """The message without trace id and advice, because the wait makes many calls."""
    return str(error).partition(" (trace ")[0]


def _state(props: ApiReadyProps, server: ServerInfo) -> ApiReadyState:
    api_version = "" if server.api_version == ServerInfo().api_version else server.api_version
    return ApiReadyState(**dict(props), server_version=server.version, api_version=api_version)


class ApiReady(Resource, module="clearml", name="ApiReady"):
    """A server that is ready for use. State type: pulumi-python:dynamic/clearml:ApiReady."""

    server_version: Output[str]
    """The server's version, such as 3.29.0."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        props = {**args, "server_version": None, "api_version": None}
        super().__init__(ApiReadyProvider(), name, props, opts)
