"""A Pulumi engine for component tests that records every registered resource with its inputs and options."""

import asyncio
import atexit
import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi.runtime.mocks import MockMonitor

_LOOP = asyncio.new_event_loop()
atexit.register(_LOOP.close)


@dataclass
class Recorder(pulumi.runtime.Mocks):
    """A mock of the engine. Ids consist of type and name, so that inputs show the dependencies."""

    resources: list[pulumi.runtime.MockResourceArgs] = field(default_factory=list)
    after: dict[str, set[str]] = field(default_factory=dict)
    """Per resource, as `Kind:name`: its dependencies."""
    deleted_with: dict[str, str] = field(default_factory=dict)
    """Per resource: the one whose deletion deletes it too (`deletedWith`)."""

    def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str, dict[str, Any]]:
        self.resources.append(args)
        return f"{self._kind(args)}:{args.name}", {**args.inputs, **self._provider_outputs(args)}

    def _provider_outputs(self, args: pulumi.runtime.MockResourceArgs) -> dict[str, Any]:
        """Outputs that are not inputs."""
        outputs: dict[str, dict[str, Any]] = {
            "Credentials": {"pair": {"access_key": f"{args.name}-access", "secret_key": f"{args.name}-hidden"}},
            "Token": {"value": f"{args.name}-hidden"},
            "Release": {"status": {"revision": 1}},
        }
        return outputs.get(self._kind(args), {})

    def call(self, args: pulumi.runtime.MockCallArgs) -> tuple[dict[Any, Any], list[tuple[str, str]] | None]:
        raise AssertionError(f"unexpected call of {args.token}")

    def of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Inputs by name of all resources of a kind such as `Company`."""
        return {args.name: args.inputs for args in self.resources if self._kind(args) == kind}

    @staticmethod
    def _kind(args: pulumi.runtime.MockResourceArgs) -> str:
        return args.typ.rsplit(":", 1)[-1]


class _Monitor(MockMonitor):
    """Records dependencies, which are not among the inputs of a mock."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__(recorder)
        self._recorder = recorder

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the SDK's name
        own = f"{request.type.rsplit(':', 1)[-1]}:{request.name}"
        self._recorder.after[own] = {_resource(urn) for urn in request.dependencies}
        if request.deletedWith:
            self._recorder.deleted_with[own] = _resource(request.deletedWith)
        return super().RegisterResource(request)  # type: ignore[no-untyped-call]  # the SDK has no types here


def _resource(urn: str) -> str:
    kind, name = urn.split("::", 3)[2:]
    return f"{kind.rsplit(':', 1)[-1]}:{name}"


def decoded(secret: Mapping[str, Any]) -> dict[str, str]:
    """The content of a Kubernetes Secret in clear; the engine receives it as one secret value."""
    return {key: base64.b64decode(value).decode() for key, value in secret["data"]["value"].items()}


def in_clear(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """The inputs of a resource; the content of a Kubernetes Secret as `stringData`, as manifests have it."""
    if not isinstance(inputs.get("data"), Mapping) or "value" not in inputs["data"]:
        return inputs
    return {key: value for key, value in inputs.items() if key != "data"} | {"stringData": decoded(inputs)}


def record(program: Callable[[], object]) -> Recorder:
    """Run `program` against a recorder and return it once everything is registered."""
    recorder = Recorder()
    asyncio.set_event_loop(_LOOP)  # another test may have removed the thread's event loop
    pulumi.runtime.set_mocks(recorder, project="clearml-platform", stack="dev", monitor=_Monitor(recorder))
    pulumi.runtime.test(program)()  # type: ignore[no-untyped-call]  # the SDK decorator has no types
    return recorder
