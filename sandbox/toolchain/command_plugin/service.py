"""Implements Pulumi's provider protocol for the one resource of the plugin."""
# ruff: noqa: ARG002, N802 - the protocol gives the methods their names and arguments

from __future__ import annotations

import secrets
from typing import NoReturn

import grpc  # type: ignore[import-untyped]  # has no types
from google.protobuf.empty_pb2 import Empty  # type: ignore[import-untyped]  # has no types
from google.protobuf.struct_pb2 import Struct  # type: ignore[import-untyped]  # has no types
from pulumi.runtime.proto import engine_pb2_grpc, plugin_pb2, provider_pb2, provider_pb2_grpc
from pulumi.runtime.proto.engine_pb2 import INFO, LogRequest

from sandbox.toolchain.command_plugin import VERSION, values
from sandbox.toolchain.command_plugin.execution import CommandFailed, Running
from sandbox.toolchain.command_plugin.inputs import ADD_PREVIOUS, Inputs, problems

TYPE = "command:local:Command"
OUTPUTS = ("stdout", "stderr")
ONLY = f"the sandbox's stand-in for the Command plugin has {TYPE} only: use the official CLI"
DIFFERENT, SAME = provider_pb2.DiffResponse.DIFF_SOME, provider_pb2.DiffResponse.DIFF_NONE


class CommandService(provider_pb2_grpc.ResourceProviderServicer):
    """Serves the engine; each call runs in a thread of its own."""

    def __init__(self, engine: engine_pb2_grpc.EngineStub) -> None:
        self._engine = engine
        self.running = Running()

    def GetPluginInfo(self, request: Empty, context: object) -> plugin_pb2.PluginInfo:
        return plugin_pb2.PluginInfo(version=VERSION)

    def GetSchema(self, request: object, context: object) -> provider_pb2.GetSchemaResponse:
        return provider_pb2.GetSchemaResponse(schema=f'{{"name":"command","version":"{VERSION}"}}')

    def CheckConfig(self, request: provider_pb2.CheckRequest, context: object) -> provider_pb2.CheckResponse:
        return provider_pb2.CheckResponse(inputs=request.news)

    def DiffConfig(self, request: object, context: object) -> provider_pb2.DiffResponse:
        return provider_pb2.DiffResponse(changes=SAME)

    def Configure(self, request: object, context: object) -> provider_pb2.ConfigureResponse:
        return provider_pb2.ConfigureResponse(acceptSecrets=True, supportsPreview=True)

    def Cancel(self, request: Empty, context: object) -> Empty:
        self.running.kill()
        return Empty()

    def Invoke(self, request: object, context: grpc.ServicerContext) -> NoReturn:
        _refuse(context, ONLY)

    def Check(self, request: provider_pb2.CheckRequest, context: grpc.ServicerContext) -> provider_pb2.CheckResponse:
        """Refuse inputs that cannot be used, and add the default that the vendor's plugin adds."""
        if f"::{TYPE}::" not in request.urn and f"${TYPE}::" not in request.urn:
            _refuse(context, ONLY)
        inputs = Struct()
        inputs.CopyFrom(request.news)
        if ADD_PREVIOUS not in inputs.fields:
            inputs.fields[ADD_PREVIOUS].bool_value = True
        refused = problems(values.plain(request.news))
        failures = [provider_pb2.CheckFailure(property=key, reason=reason) for key, reason in refused]
        return provider_pb2.CheckResponse(inputs=inputs, failures=failures)

    def Diff(self, request: provider_pb2.DiffRequest, context: object) -> provider_pb2.DiffResponse:
        """Any changed input is an update, changed triggers a replacement."""
        old, new = values.plain(request.old_inputs), values.plain(request.news)
        changed = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        replaces = [key for key in changed if key == "triggers"]
        return provider_pb2.DiffResponse(changes=DIFFERENT if changed else SAME, diffs=changed, replaces=replaces)

    def Create(self, request: provider_pb2.CreateRequest, context: grpc.ServicerContext) -> provider_pb2.CreateResponse:
        """Run `create`, if there is one."""
        identifier = f"{request.urn.rpartition('::')[2]}{secrets.token_hex(4)}"
        if request.preview:
            return provider_pb2.CreateResponse(id=identifier, properties=_not_known_yet(request.properties))
        inputs = Inputs.model_validate(values.plain(request.properties))
        texts = self._run(inputs.create, inputs, request.urn, request.timeout, context)
        done = values.with_texts(request.properties, texts, secret=values.has_secret(request.properties))
        return provider_pb2.CreateResponse(id=identifier, properties=done)

    def Update(self, request: provider_pb2.UpdateRequest, context: grpc.ServicerContext) -> provider_pb2.UpdateResponse:
        """Run `update`, or `create` again if there is none, with the last run's output in the environment."""
        if request.preview:
            return provider_pb2.UpdateResponse(properties=_not_known_yet(request.news))
        old = values.plain(request.olds)
        inputs = Inputs.model_validate(values.plain(request.news) | {key: old.get(key, "") for key in OUTPUTS})
        command = inputs.create if inputs.update is None else inputs.update
        texts = self._run(command, inputs, request.urn, request.timeout, context)
        # Without a command the last run's output stays: it can come from inputs that were secret then.
        secret = values.has_secret(request.news) or (command is None and values.has_secret(request.olds))
        return provider_pb2.UpdateResponse(properties=values.with_texts(request.news, texts, secret=secret))

    def Delete(self, request: provider_pb2.DeleteRequest, context: grpc.ServicerContext) -> Empty:
        """Run the `delete` of the state."""
        inputs = Inputs.model_validate(values.plain(request.properties))
        self._run(inputs.delete, inputs, request.urn, request.timeout, context)
        return Empty()

    def Read(self, request: provider_pb2.ReadRequest, context: object) -> provider_pb2.ReadResponse:
        """Return the state unchanged: what a command did cannot be read back."""
        return provider_pb2.ReadResponse(id=request.id, properties=request.properties, inputs=request.inputs)

    def _run(
        self, command: str | None, inputs: Inputs, urn: str, seconds: float, context: grpc.ServicerContext
    ) -> dict[str, str]:
        def show(line: str) -> None:
            self._engine.Log(LogRequest(severity=INFO, message=line, urn=urn, ephemeral=True))

        if command is None:
            return {"stdout": inputs.stdout, "stderr": inputs.stderr}
        try:
            return self.running.run(command, inputs, seconds, show)
        except CommandFailed as failure:
            _refuse(context, str(failure))


def _not_known_yet(inputs: Struct) -> Struct:
    return values.with_texts(inputs, dict.fromkeys(OUTPUTS, values.UNKNOWN), secret=False)


def _refuse(context: grpc.ServicerContext, message: str) -> NoReturn:
    context.abort(grpc.StatusCode.UNKNOWN, message)
    raise AssertionError(message)  # abort always raises; its type does not declare that
