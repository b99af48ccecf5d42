"""Starts the plugin as the engine expects it: prints the port, and ends when the engine has ended."""

from __future__ import annotations

import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import grpc  # type: ignore[import-untyped]  # has no types
from pulumi.runtime.proto.engine_pb2_grpc import EngineStub
from pulumi.runtime.proto.provider_pb2_grpc import add_ResourceProviderServicer_to_server

from sandbox.toolchain.command_plugin.service import CommandService

COMMANDS_AT_ONCE = 64
SECONDS_BETWEEN_LOOKS = 1.0
MESSAGE_BYTES = 400 * 1024 * 1024
OPTIONS = (("grpc.max_receive_message_length", MESSAGE_BYTES), ("grpc.max_send_message_length", MESSAGE_BYTES))
"""As in the SDKs: a command's output can be long."""


def main() -> None:
    """Serve until the engine ends the plugin, or has ended itself."""
    engine = sys.argv[1]
    parent = os.getppid()
    server = grpc.server(ThreadPoolExecutor(COMMANDS_AT_ONCE), options=OPTIONS)
    service = CommandService(EngineStub(grpc.insecure_channel(engine)))
    add_ResourceProviderServicer_to_server(service, server)
    port = server.add_insecure_port("127.0.0.1:0")
    server.start()
    threading.Thread(target=_watch, args=(parent, service), daemon=True).start()
    print(port, flush=True)
    server.wait_for_termination()


def _watch(parent: int, service: CommandService) -> None:
    # A killed engine sends no signal; without this the plugin would continue to run its commands.
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    service.running.kill()
    os._exit(1)
