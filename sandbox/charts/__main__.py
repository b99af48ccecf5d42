"""`python -m sandbox.charts pack|copy|applications`: files as a vendor delivers them, and charts at other versions."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from sandbox.charts import applications, pack
from sandbox.charts.chart import UnknownChartError, named


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.charts", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for command, what in (("pack", "write a chart as an archive"), ("copy", "write a chart as a folder")):
        chart = commands.add_parser(command, help=what)
        chart.add_argument("chart")
        chart.add_argument("--to", type=Path, required=True, metavar="DIR")
        chart.add_argument("--version", help="in place of the version in Chart.yaml")
    commands.add_parser("applications", help="write the archive of GUI applications").add_argument(
        "--to", type=Path, required=True, metavar="DIR"
    )
    return parser.parse_args(arguments)


def main(arguments: Sequence[str]) -> int:
    """Run one command and print its result: sha256 and path of an archive, path of a folder."""
    options = parse(arguments)
    try:
        if options.command == "copy":
            print(pack.copy(named(options.chart, options.version), options.to))
            return 0
        if options.command == "pack":
            written = pack.pack(named(options.chart, options.version), options.to)
        else:
            written = applications.write(options.to)
    except (UnknownChartError, OSError) as error:
        print(f"charts: {error}", file=sys.stderr)
        return 1
    print(f"{pack.sha256(written)}  {written}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
