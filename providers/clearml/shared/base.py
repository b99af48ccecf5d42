"""What all nouns share: typed properties in and out, one client a process, one-line errors that name the tenant.

A noun declares its `Props` (what a user sets), its `State` (props plus what the server added) and five verbs:
`make`, `find`, `change`, `remove`, `title`. The base turns them into Pulumi's check/diff/create/read/update/delete.

The provider is stateless at serialisation: state stores its module path and class name, nothing else (ADR 0001), and
those names must never change without a migration. `check` and `diff` do no network I/O: the engine runs them serially.
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

PROVIDER_KEY = "__provider"


class Props(BaseModel):
    """Inputs of a noun. Foreign keys are ignored: Pulumi adds its own. `tenant` is the slug, for messages."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    tenant: str


class MemberProps(Props):
    """Inputs of a noun that lives inside a company: `member` is the admin for whom the calls are made.

    It is one property, not two, because every property with a dependency costs a quarter of a kilobyte of state.
    """

    member: Member


P = TypeVar("P", bound=Props)
S = TypeVar("S", bound=Props)

_clients: dict[Connection, Client] = {}
_clients_lock = Lock()


def client_for(connection: Connection) -> Client:
    """The process-wide client of a connection: all nouns share one pool."""
    with _clients_lock:
        if connection not in _clients:
            _clients[connection] = Client(connection)
        return _clients[connection]


class TenantError(ClearMLError):
    """Any failure, told with the tenant and what was being done."""


class StateUnreadable(ClearMLError):
    """State was written by another version of this program."""


class NounProvider(ResourceProvider, Generic[P, S]):
    """Pulumi's verbs over a noun's. Subclasses set `props`, `state` and `replace_on`, and implement the five verbs."""

    serialize_as_secret_always = False  # nothing is captured, so there is nothing to encrypt (test_state_contract)

    props: ClassVar[type[Props]]
    state: ClassVar[type[Props]]
    replace_on: ClassVar[frozenset[str]] = frozenset()
    secret: ClassVar[frozenset[str]] = frozenset()
    """Inputs whose value must never be shown."""

    client: Client

    def make(self, new: P) -> tuple[str, S]:
        """Create or take over; returns id and state. Looks first."""
        raise NotImplementedError

    def find(self, id_: str, old: S) -> S | None:
        """Live state, or None when the object is gone."""
        raise NotImplementedError

    def change(self, id_: str, old: S, new: P) -> S:
        """Update in place and return the new state."""
        raise NotImplementedError

    def remove(self, id_: str, old: S) -> None:
        """Delete; an object that is gone already is success."""
        raise NotImplementedError

    def title(self, props: P) -> str:
        """The object in words, such as `queue default`."""
        raise NotImplementedError

    def _unknown(self, news: Mapping[str, Any]) -> set[str]:
        """Inputs that nobody knows yet.

        At an up that is what the engine leaves out, because the resource that would tell it has failed: the engine then
        skips this one, and a refusal here would end the run for all others too.
        """
        left_out = {name for name, field in self.props.model_fields.items() if field.is_required()} - news.keys()
        return left_out | {name for name, value in news.items() if contains_unknowns(value)}

    # Pulumi's side

    def configure(self, req: ConfigureRequest) -> None:
        """Build the client; opens no connection."""
        plugin.one_line_errors()
        connection = Connection.of({key: req.config.get(key) for key in INPUTS.values()})
        plugin.widen_pool(connection.parallel_calls)
        self.client = client_for(connection)

    def check(self, _olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Validate and normalise, as far as values are known."""
        unknown = self._unknown(news)
        try:
            props = self.props.model_validate({k: v for k, v in news.items() if k not in unknown})
        except ValidationError as error:
            faults = [e for e in error.errors(include_input=False) if e["loc"] not in {(name,) for name in unknown}]
            return CheckResult(news, [CheckFailure(self._shown(e["loc"]), e["msg"]) for e in faults])
        return CheckResult(dump(props) | {name: news[name] for name in unknown & news.keys()}, [])

    def diff(self, _id: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Compare what is stored with what is wanted, field by field; the models settled order and case."""
        unknown = self._unknown(news)
        old, new = dump(self._props(olds)), news if unknown else dump(self._props(news))
        changed = {name for name in self.props.model_fields if name in unknown or old.get(name) != new.get(name)}
        replaces = sorted((changed & self.replace_on) | self._moved(olds, news))
        renamed = olds.get(PROVIDER_KEY) != news.get(PROVIDER_KEY)  # the class moved: refresh what state stores
        return DiffResult(changes=bool(changed or renamed), replaces=replaces, delete_before_replace=False)

    def create(self, props: dict[str, Any]) -> CreateResult:
        """`make`, with errors that name the tenant."""
        new = self._props(props)
        with self._told(new, "create"):
            id_, state = self.make(new)
        return CreateResult(id_, dump(state))

    def read(self, id_: str, props: dict[str, Any]) -> ReadResult:
        """`find`; gone is an empty id."""
        old = self._state(props)
        with self._told(old, "read"):
            live = self.find(id_, old)
        if live is None:
            return ReadResult("", {})
        return ReadResult(id_, dump(live), dump(self.props.model_validate(dump(live))))

    def update(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> UpdateResult:
        """`change`, with errors that name the tenant."""
        new = self._props(news)
        with self._told(new, "update"):
            return UpdateResult(dump(self.change(id_, self._state(olds), new)))

    def delete(self, id_: str, props: dict[str, Any]) -> None:
        """`remove`, with errors that name the tenant."""
        old = self._state(props)
        with self._told(old, "delete"):
            self.remove(id_, old)

    def _moved(self, olds: Mapping[str, Any], news: Mapping[str, Any]) -> set[str]:
        """Another company means another object; another user of the same company only makes the calls."""
        old, new = olds.get("member"), news.get("member")
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            return set()
        return {"member"} if old["company"] != new["company"] else set()

    def _shown(self, loc: tuple[int | str, ...]) -> str:
        """Property path for a failure; empty for secrets, as the engine prints the value of a named property."""
        return "" if loc and loc[0] in self.secret else ".".join(map(str, loc))

    def _props(self, values: Mapping[str, Any]) -> P:
        return _read(self.props, values)  # type: ignore[return-value]  # `props` is P's class by declaration

    def _state(self, values: Mapping[str, Any]) -> S:
        return _read(self.state, values)  # type: ignore[return-value]  # `state` is S's class by declaration

    @contextmanager
    def _told(self, props: Any, verb: str) -> Iterator[None]:
        try:
            yield
        except ClearMLError as error:
            message = f"tenant {props.tenant}: could not {verb} {self.title(props)}: {error}"
            raise TenantError(message) from None


def dump(props: BaseModel) -> dict[str, Any]:
    """Plain values for Pulumi. Defaults are left out: state has each value three times."""
    return props.model_dump(mode="json", exclude_defaults=True)


def _read(model: type[Props], values: Mapping[str, Any]) -> Props:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, fault["loc"])) for fault in error.errors(include_input=False))
    message = (
        f"tenant {values.get('tenant', '?')}: {model.__name__} in state does not fit this version of the program "
        f"({fields}); use the version that wrote it, or see CHANGELOG.md for the migration"
    )
    raise StateUnreadable(message)
