"""The engine's side of a running program: receives its registrations and answers them from a Run."""

from typing import Any

from google.protobuf import empty_pb2, json_format, struct_pb2  # type: ignore[import-untyped]  # has no types
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import resource_pb2

from providers.clearml.shared.base import PROVIDER_KEY
from tests.histories.engine.run import Run
from tests.histories.engine.state import STACK, Resource

SIGNATURE, SECRET = "4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"
"""The key and the value that mark a secret on the wire."""
READ_OUTPUTS = "pulumi:pulumi:readStackResourceOutputs"


class Monitor(MockMonitor):
    """Answers one program. `outputs` are the stack's, once it has registered them."""

    def __init__(self, run: Run, stack: str) -> None:
        super().__init__(None)  # type: ignore[arg-type]  # no mocks: every request is answered here
        self._run = run
        self._stack = stack
        self._before = {
            one.urn: {"type": one.type, "outputs": one.outputs if one.on_provider else {}}
            for one in run.state.resources
            if not one.outdated
        }
        self.outputs: dict[str, Any] = {}

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the SDK's name
        """Bring the resource to what the program asks for."""
        urn = self._urn(request.parent, request.type, request.name)
        inputs = plain(request.object)
        code = inputs.pop(PROVIDER_KEY, "")
        goal = Resource(
            urn=urn,
            custom=request.custom,
            code=code,
            inputs=inputs,
            parent=request.parent,
            provider=request.provider,
            dependencies=frozenset(request.dependencies),
            deleted_with=request.deletedWith,
            protect=request.protect,
        )
        if request.type == STACK:
            self._run.seen.add(urn)
            return resource_pb2.RegisterResourceResponse(urn=urn)
        made = self._run.register(goal, self._aliases(request))
        if made is None:
            return resource_pb2.RegisterResourceResponse(urn=urn, result=resource_pb2.FAIL)
        return resource_pb2.RegisterResourceResponse(urn=urn, id=made.id, object=_struct(made.outputs))

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802
        """Keep the stack's outputs."""
        if f"::{STACK}::" in request.urn:
            self.outputs = plain(request.outputs)
        return empty_pb2.Empty()

    def Invoke(self, request: Any) -> Any:  # noqa: N802
        """Answer with the state before this run, the only function that the program may call."""
        assert request.tok == READ_OUTPUTS, request.tok
        answer = {"name": plain(request.args)["stackName"], "outputs": self._before}
        return resource_pb2.ResourceInvokeResponse(**{"return": _struct(answer)})

    def _urn(self, parent: str, type_: str, name: str) -> str:
        above = "" if not parent or f"::{STACK}::" in parent else f"{parent.split('::')[2]}$"
        return f"urn:pulumi:{self._stack}::clearml-platform::{above}{type_}::{name}"

    def _aliases(self, request: Any) -> list[str]:
        """URNs under which the state may have the resource: its own aliases, and those of its parent."""
        own = [self._alias(request, alias) for alias in request.aliases]
        parent = self._run.aliased.get(request.parent)
        if parent is None:
            return own
        name, before, now = request.name, parent.split("::", 3)[3], request.parent.split("::", 3)[3]
        inherited = before + name.removeprefix(now) if name.startswith(now) else name
        return [*own, self._urn(parent, request.type, inherited)]

    def _alias(self, request: Any, alias: Any) -> str:
        if alias.urn:
            return str(alias.urn)
        spec = alias.spec
        parent = "" if spec.noParent else spec.parentUrn or request.parent
        return self._urn(parent, spec.type or request.type, spec.name or request.name)


def plain(struct: Any) -> dict[str, Any]:
    """The values of a struct, secrets in clear. Every number is a float."""
    return {name: _clear(value) for name, value in json_format.MessageToDict(struct).items()}


def _clear(value: Any) -> Any:
    if isinstance(value, dict):
        if value.get(SIGNATURE) == SECRET:
            return _clear(value["value"])
        return {name: _clear(inner) for name, inner in value.items()}
    return [_clear(item) for item in value] if isinstance(value, list) else value


def _struct(values: dict[str, Any]) -> Any:
    return json_format.ParseDict(values, struct_pb2.Struct())
