"""Runs the stand-in for the Command plugin as a process and calls it as the engine does; the log is recorded."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc  # type: ignore[import-untyped]  # has no types
from google.protobuf import empty_pb2, json_format, struct_pb2  # type: ignore[import-untyped]  # has no types
from pulumi.runtime.proto import engine_pb2, engine_pb2_grpc, provider_pb2, provider_pb2_grpc

from sandbox.toolchain.command_plugin.values import SECRET, SIGNATURE
from sandbox.toolchain.layout import HERE
from sandbox.toolchain.plugins import command_launcher

URN = "urn:pulumi:dev::project::command:local:Command::here"
Properties = dict[str, Any]


def secret(value: object) -> Properties:
    """A secret value as the engine sends it."""
    return {SIGNATURE: SECRET, "value": value}


class _Engine(engine_pb2_grpc.EngineServicer):
    def __init__(self, log: list[str]) -> None:
        self._log = log

    def Log(self, request: engine_pb2.LogRequest, context: object) -> Any:  # noqa: N802 - the protocol's name
        self._log.append(request.message)
        return empty_pb2.Empty()


@dataclass
class Plugin:
    """A running plugin; properties go in and come out as plain JSON."""

    process: "subprocess.Popen[str]"
    stub: provider_pb2_grpc.ResourceProviderStub
    log: list[str] = field(default_factory=list)

    def check(self, urn: str = URN, **inputs: object) -> tuple[Properties, dict[str, str]]:
        answer = self.stub.Check(provider_pb2.CheckRequest(urn=urn, news=_struct(inputs)))
        return _plain(answer.inputs), {failure.property: failure.reason for failure in answer.failures}

    def diff(self, old: Mapping[str, object], new: Mapping[str, object]) -> Any:
        return self.stub.Diff(provider_pb2.DiffRequest(urn=URN, id="x", old_inputs=_struct(old), news=_struct(new)))

    def create(self, *, preview: bool = False, seconds: float = 0, **inputs: Any) -> Properties:
        request = provider_pb2.CreateRequest(urn=URN, properties=_struct(inputs), preview=preview, timeout=seconds)
        return _plain(self.stub.Create(request).properties)

    def update(self, old: Mapping[str, object], *, preview: bool = False, **inputs: Any) -> Properties:
        request = provider_pb2.UpdateRequest(urn=URN, id="x", olds=_struct(old), news=_struct(inputs), preview=preview)
        return _plain(self.stub.Update(request).properties)

    def delete(self, **state: object) -> None:
        self.stub.Delete(provider_pb2.DeleteRequest(urn=URN, id="x", properties=_struct(state)))

    def cancel(self) -> None:
        self.stub.Cancel(empty_pb2.Empty())


@contextmanager
def plugin(folder: Path) -> Iterator[Plugin]:
    """Start a plugin in a folder and end it afterwards."""
    log: list[str] = []
    engine = grpc.server(ThreadPoolExecutor(2))
    engine_pb2_grpc.add_EngineServicer_to_server(_Engine(log), engine)
    port = engine.add_insecure_port("127.0.0.1:0")
    engine.start()
    launcher = folder / "pulumi-resource-command"
    launcher.write_text(command_launcher(Path(sys.executable), HERE.root))
    launcher.chmod(0o755)
    with subprocess.Popen([launcher, f"127.0.0.1:{port}"], cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        with grpc.insecure_channel(f"127.0.0.1:{process.stdout.readline().strip()}") as channel:
            yield Plugin(process, provider_pb2_grpc.ResourceProviderStub(channel), log)
        process.kill()
    engine.stop(None).wait()


def _struct(values: Mapping[str, object]) -> Any:
    return json_format.ParseDict(dict(values), struct_pb2.Struct())


def _plain(struct: Any) -> Properties:
    return dict(json_format.MessageToDict(struct))
