"""Command line: `python -m sandbox.clearml --port P --data FILE --profile oss|enterprise [--seed FILE]`."""

import argparse
import asyncio
import ipaddress
import signal
import sys
from pathlib import Path

from sandbox.clearml.control import seed
from sandbox.clearml.control.routes import Control
from sandbox.clearml.protocol.app import Application
from sandbox.clearml.protocol.call import SimulatorSite
from sandbox.clearml.protocol.listener import Listener
from sandbox.clearml.settings import OSS_API_VERSION, OSS_VERSION, SimulatorSettings, release
from sandbox.clearml.store import Store
from sandbox.clearml.table import table_for

_NEWEST = "3.30.0"
# INF: the value of the limit; 400/50 and the field `max_credentials` have a source.
_KEY_PAIRS = 20


def _loopback(host: str) -> str:
    if not ipaddress.ip_address(host).is_loopback:
        message = f"{host} is not a loopback address; the simulator has no access control and listens on loopback only"
        raise argparse.ArgumentTypeError(message)
    return host


def parse(arguments: list[str]) -> argparse.Namespace:
    """The options of a command line. Exits with status 2 for a bad one."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.clearml", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="0 picks a free port and prints it")
    parser.add_argument("--data", type=Path, required=True, metavar="FILE", help="SQLite file; created if missing")
    parser.add_argument("--profile", choices=("oss", "enterprise"), required=True)
    parser.add_argument("--seed", type=Path, metavar="FILE", help="companies, users and built-in keys (JSON)")
    parser.add_argument("--host", type=_loopback, default="127.0.0.1")
    parser.add_argument("--latency-ms", type=float, default=0, metavar="N", help="added time per API call")
    parser.add_argument("--server-version", metavar="V", help=f"Enterprise release, default {_NEWEST}")
    parser.add_argument("--api-version", metavar="V", help="default 2.37 from release 3.30 on, 2.35 before")
    parser.add_argument("--system-may-cross-tenants", action=argparse.BooleanOptionalAction, default=None)
    parser.add_argument("--unique-names", action="store_true", help="company names are unique")
    parser.add_argument("--max-credentials", type=int, metavar="N", help=f"Enterprise only, default {_KEY_PAIRS}")
    parser.add_argument("--deletion-refused-by", choices=("error", "answer"), default="error")
    parser.add_argument("--without", action="append", default=[], metavar="ENDPOINT", help="omit this endpoint")
    return parser.parse_args(arguments)


def settings_from(options: argparse.Namespace) -> SimulatorSettings:
    """Settings with the defaults that depend on profile and release."""
    enterprise = options.profile == "enterprise"
    server = options.server_version or (_NEWEST if enterprise else OSS_VERSION)
    default_api = ("2.37" if release(server) >= (3, 30) else "2.35") if enterprise else OSS_API_VERSION
    crosses = options.system_may_cross_tenants
    return SimulatorSettings(
        profile=options.profile,
        server_version=server,
        api_version=options.api_version or default_api,
        system_may_cross_tenants=enterprise if crosses is None else crosses,
        unique_names=options.unique_names,
        max_credentials=(options.max_credentials or _KEY_PAIRS) if enterprise else None,
        latency=options.latency_ms / 1000,
        without=frozenset(options.without),
        deletion_refused_by=options.deletion_refused_by,
    )


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT. Raises SeedError and OSError."""
    settings = settings_from(options)
    plan = seed.read(options.seed) if options.seed else None
    store = Store(options.data)
    seed.apply(store, settings, plan)
    table = table_for(settings)
    site = SimulatorSite(
        settings=settings,
        store=store,
        builtin_names=seed.builtin_names(store),
        secure=seed.secure_section(plan),
    )
    application = Application(site, table)
    application.control = Control(application).asgi()
    application.listener = Listener(application, options.host, options.port)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    port = await application.listener.open()
    print(f"listening on http://{options.host}:{port}", flush=True)
    await stopped.wait()
    await application.listener.close()
    store.close()


def main() -> int:
    """Exit status 1 with one line for a bad seed, data file or port."""
    try:
        asyncio.run(serve(parse(sys.argv[1:])))
    except (seed.SeedError, OSError) as exception:
        print(f"simulator: {exception}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
