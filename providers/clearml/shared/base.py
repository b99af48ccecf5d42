"""Base of all nouns: typed properties, one API client per process, and one-line errors that name the tenant.

A noun declares `Props` (its inputs) and `State` (the inputs plus what the server adds), and implements `create_object`,
`read_object`, `update_object`, `delete_object` and `title`. The base class implements Pulumi's check and diff, and
calls the noun's methods from create, read, update and delete with validated models in place of dictionaries.

A serialised provider holds no data: state stores its module path and class name (ADR 0001), which must never change
without a migration. `check` and `diff` make no network calls, because the engine runs them one at a time.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock
from typing import Any, ClassVar, Generic, TypeVar

from pulumi.dynamic import (
    CheckFailure,
    CheckResult,
    ConfigureRequest,
    CreateResult,
    DiffResult,
    ReadResult,
    ResourceProvider,
    UpdateResult,
)
from pulumi.output import contains_unknowns
from pydantic import BaseModel, ConfigDict, ValidationError

from providers.clearml.api.client import Client
from providers.clearml.api.connection import INPUTS, Connection
from providers.clearml.api.errors import ClearMLError
from providers.clearml.api.member import Member
from providers.clearml.shared import plugin
from providers.clearml.shared.lost import loss
from providers.clearml.shared.partial import without
from providers.clearml.shared.same_server import SERVER, require_company_here, require_same_server

PROVIDER_KEY = "__provider"


class Props(BaseModel):
    """Inputs of a noun. Unknown keys are ignored, because Pulumi adds its own. `tenant` is the slug, for messages."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    tenant: str


class MemberProps(Props):
    """Inputs of a noun inside a company. Calls are made on behalf of `member`, the tenant's admin.

    User and company are one property, because each property with a dependency adds about 250 bytes to the state.
    """

    member: Member


P = TypeVar("P", bound=Props)
S = TypeVar("S", bound=Props)

_clients: dict[Connection, Client] = {}
_clients_lock = Lock()


def client_for(connection: Connection) -> Client:
    """The client of a connection, one per process, so that all nouns share its connection pool."""
    with _clients_lock:
        if connection not in _clients:
            _clients[connection] = Client(connection)
        return _clients[connection]


class TenantError(ClearMLError):
    """A failed operation; the message names the tenant, the operation and the object."""


class StateUnreadable(ClearMLError):
    """The state does not match this version of the program."""


class NounProvider(ResourceProvider, Generic[P, S]):
    """A Pulumi provider over typed models.

    Subclasses set `props` and `state`, may set `replace_on` (inputs whose change replaces the object) and `secret`, and
    implement the four `…_object` methods and `title`.
    """

    serialize_as_secret_always = False  # the pickle captures no values, so it needs no encryption (test_state_contract)

    props: ClassVar[type[Props]]
    state: ClassVar[type[Props]]
    replace_on: ClassVar[frozenset[str]] = frozenset()
    secret: ClassVar[frozenset[str]] = frozenset()
    """Inputs whose values must never be printed."""
    create_only: ClassVar[frozenset[str]] = frozenset()
    """Inputs that only `create_object` reads. They are neither compared nor stored as outputs (`exclude=True`)."""
    on_server: ClassVar[bool] = True
    """Whether the object is on the server. If it is, outputs record the server's identity as `server`."""

    client: Client

    def create_object(self, new: P) -> tuple[str, S]:
        """Create the object, or take over an existing one after looking for it. Returns the resource id and state."""
        raise NotImplementedError

    def read_object(self, id_: str, old: S) -> S | None:
        """Return the live state, or None if the object no longer exists."""
        raise NotImplementedError

    def update_object(self, id_: str, old: S, new: P) -> S:
        """Update the object in place and return the new state."""
        raise NotImplementedError

    def delete_object(self, id_: str, old: S) -> None:
        """Delete the object. Succeeds if it no longer exists."""
        raise NotImplementedError

    def title(self, props: P) -> str:
        """Description of the object for messages, such as `queue default`."""
        raise NotImplementedError

    def _unknown(self, news: Mapping[str, Any]) -> set[str]:
        """Names of the inputs that have no value yet.

        During `pulumi up` the engine omits an input if the resource that provides it has failed, and then skips this
        resource. A check failure at this point would abort the deployment of all other resources too.
        """
        absent = {name for name, field in self.props.model_fields.items() if field.is_required()} - news.keys()
        return absent | {name for name, value in news.items() if contains_unknowns(value)}

    # Called by Pulumi

    def configure(self, req: ConfigureRequest) -> None:
        """Build the client from the provider's inputs. Opens no connection."""
        plugin.end_with_engine()
        plugin.one_line_errors()
        connection = Connection.of({key: req.config.get(key) for key in INPUTS.values()})
        plugin.widen_pool(connection.parallel_calls)
        self.client = client_for(connection)

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Validate and normalise the inputs that have a value, so that a saved plan has them as the run will.

        A resource that the server has lost is refused.
        """
        lost = loss(olds, news)
        if lost is not None:
            return CheckResult(news, [CheckFailure("", lost)])
        unknown = self._unknown(news)
        try:
            known = {name: value for name, value in news.items() if name not in unknown}
            props = without(self.props, frozenset(unknown)).model_validate(known)
        except ValidationError as error:
            faults = error.errors(include_input=False)
            return CheckResult(news, [CheckFailure(self._property_path(e["loc"]), e["msg"]) for e in faults])
        kept = unknown | self.create_only & news.keys()
        return CheckResult(dump(props) | {name: news[name] for name in kept & news.keys()}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Compare stored and new inputs field by field. The models have normalised order and letter case."""
        unknown = self._unknown(news)
        old, new = dump(self._props(olds)), news if unknown else dump(self._props(news))
        compared = self.props.model_fields.keys() - self.create_only
        changed = {name for name in compared if name in unknown or old.get(name) != new.get(name)}
        replaces = sorted((changed & self.replace_on) | self._company_change(olds, news))
        renamed = olds.get(PROVIDER_KEY) != news.get(PROVIDER_KEY)  # the class has moved: update its path in the state
        return DiffResult(changes=bool(changed or renamed), replaces=replaces, delete_before_replace=False)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """Validate the inputs and call `create_object`; errors name the tenant."""
        new = self._props(props)
        with self._error_context(new, "create"):
            server = self._same_server({})
            id_, state = self.create_object(new)
        return CreateResult(id_, self.outputs(id_, state) | server)

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """Call `read_object`; the result has an empty id if the object no longer exists."""
        old = self._state(props)
        with self._error_context(old, "read"):
            server = self._same_server(props)
            live = self.read_object(id_, old)
            if live is None:
                self._require_company(id_, props)
                return ReadResult("", {})
        return ReadResult(id_, self.outputs(id_, live) | server, dump(self.props.model_validate(dump(live))))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """Validate the inputs and call `update_object`; errors name the tenant."""
        new = self._props(news)
        with self._error_context(new, "update"):
            server = self._same_server(olds)
            return UpdateResult(self.outputs(id_, self.update_object(id_, self._state(olds), new)) | server)

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """Call `delete_object`; errors name the tenant."""
        old = self._state(props)
        with self._error_context(old, "delete"):
            self._same_server(props)
            self._require_company(id_, props)
            self.delete_object(id_, old)

    def outputs(self, id_: str, state: S) -> dict[str, Any]:
        """Outputs to store: the state, and what a noun adds to it."""
        return dump(state)

    def company_of(self, id_: str, props: Mapping[str, Any]) -> str | None:
        """Id of the company that the object belongs to, from stored values."""
        return props.get("company") or (props.get("member") or {}).get("company")

    def _same_server(self, olds: Mapping[str, Any]) -> dict[str, str]:
        """Check that the state is of this server; return the output that records it."""
        if not self.on_server:
            return {}
        recorded = olds.get(SERVER)
        server = require_same_server(self.client, recorded) or recorded
        return {SERVER: server} if server else {}

    def _require_company(self, id_: str, olds: Mapping[str, Any]) -> None:
        if self.on_server:
            require_company_here(self.client, olds.get(SERVER), self.company_of(id_, olds))

    def _company_change(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> set[str]:
        """Replace the object if its company changes; a different user of one company only changes the caller."""
        old, new = olds.get("member"), news.get("member")
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            return set()
        return {"member"} if old["company"] != new["company"] else set()

    def _property_path(self, loc: tuple[int | str, ...]) -> str:
        """Property path of a failure; empty for secrets, because the engine prints the value of a named property."""
        return "" if loc and loc[0] in self.secret else ".".join(map(str, loc))

    def _props(self, values: Mapping[str, Any]) -> P:
        return _parse(self.props, values)  # type: ignore[return-value]  # `props` is P's class by declaration

    def _state(self, values: Mapping[str, Any]) -> S:
        return _parse(self.state, values)  # type: ignore[return-value]  # `state` is S's class by declaration

    @contextmanager
    def _error_context(self, props: Any, verb: str) -> Iterator[None]:
        """Add the tenant, the operation and the object to the message of a ClearMLError."""
        try:
            yield
        except ClearMLError as error:
            message = f"tenant {props.tenant}: could not {verb} {self.title(props)}: {error}"
            raise TenantError(message) from None


def dump(props: BaseModel) -> dict[str, Any]:
    """Plain values for Pulumi, without defaults, because the state stores each value three times."""
    return props.model_dump(mode="json", exclude_defaults=True)


def _parse(model: type[Props], values: Mapping[str, Any]) -> Props:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False))
    message = (
        f"tenant {values.get('tenant', '?')}: {model.__name__} in the state does not match this version of the program "
        f"(fields: {fields}); use the version that wrote the state, or see CHANGELOG.md for the migration"
    )
    raise StateUnreadable(message)
