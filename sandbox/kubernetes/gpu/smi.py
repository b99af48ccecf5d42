"""The stand-in for nvidia-smi: `python -m sandbox.kubernetes.gpu.smi FOLDER ...`, with its node in the environment.

It has the options that the platform and its operators use; every other option is refused as nvidia-smi refuses it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from sandbox.kubernetes import driver
from sandbox.kubernetes.api import Api
from sandbox.kubernetes.gpu import instances, mode, overview, query, state, tables
from sandbox.kubernetes.gpu.advertisement import advertise
from sandbox.kubernetes.gpu.answer import INVALID, NOT_FOUND, ToolAnswer, chosen
from sandbox.kubernetes.gpu.holders import holders
from sandbox.kubernetes.gpu.state import Gpus, Manner
from sandbox.kubernetes.programs import NODE_VARIABLE

REFUSAL = "Invalid combination of input arguments. Please run 'nvidia-smi -h' for help.\n"
MODES = {"1": True, "ENABLED": True, "0": False, "DISABLED": False}


class _Parser(argparse.ArgumentParser):
    """A parser that refuses as nvidia-smi does: on standard output, with its text."""

    def error(self, message: str) -> NoReturn:
        del message
        print(REFUSAL)
        sys.exit(INVALID)


def run(gpus: Gpus, arguments: Sequence[str]) -> ToolAnswer:
    """Return the result of nvidia-smi with these arguments. Raises SystemExit for arguments that it refuses."""
    first, *others = arguments or [""]
    return _manage(gpus, others) if first == "mig" else _usual(gpus, arguments)


def main(arguments: Sequence[str]) -> int:
    """Run on the state of the node in the environment."""
    folder, *words = arguments
    if driver.is_missing(Path(folder)):
        print(driver.FAILURE)
        return driver.NO_LIBRARY
    node = os.environ[NODE_VARIABLE]
    api = _api(Path(folder)) if "-mig" in words else None
    held = bool(api and holders(api, node))
    answers: list[ToolAnswer] = []

    def apply(gpus: Gpus) -> Gpus:
        in_use = held and gpus.manner is Manner.FREE
        answers.append(run(replace(gpus, manner=Manner.IN_USE) if in_use else gpus, words))
        return replace(answers[0].gpus, manner=gpus.manner)

    gpus = state.change(Path(folder) / f"{node}.json", apply)
    if api:
        advertise(api, node, gpus)
    print("\n".join(answers[0].lines))
    return answers[0].code


def _api(folder: Path) -> Api | None:
    """The API of the cluster whose GPUs are in the folder, if there is one."""
    kubeconfig = folder.parent / "kubeconfig"
    return Api.of(kubeconfig) if kubeconfig.is_file() else None


def _usual(gpus: Gpus, arguments: Sequence[str]) -> ToolAnswer:
    options = _usual_parser().parse_args(arguments)
    selected = chosen(gpus, options.id)
    if not selected:
        return ToolAnswer(gpus, ["No devices were found"], NOT_FOUND)
    style = options.format.split(",")
    if options.mig is not None:
        return mode.set_mode(gpus, MODES[options.mig], selected)
    if options.query_gpu is not None:
        return query.query_gpus(gpus, selected, options.query_gpu, style)
    if options.query_apps is not None:
        return query.query_apps(gpus, selected, options.query_apps, style)
    return (overview.list_gpus if options.list else overview.overview)(gpus, selected)


def _manage(gpus: Gpus, arguments: Sequence[str]) -> ToolAnswer:
    options = _manage_parser().parse_args(arguments)
    selected = chosen(gpus, options.id)
    if not selected:
        return ToolAnswer(gpus, ["No devices were found"], NOT_FOUND)
    if options.dci:
        return instances.destroy_compute(gpus, selected)
    if options.dgi:
        return instances.destroy_instances(gpus, selected)
    return (tables.list_instances if options.lgi else tables.list_profiles)(gpus, selected)


def _usual_parser() -> _Parser:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("-i", "--id")
    parser.add_argument("--format", default="")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("-mig", "--multi-instance-gpu", dest="mig", choices=MODES)
    what.add_argument("--query-gpu")
    what.add_argument("--query-compute-apps", dest="query_apps")
    what.add_argument("-L", "--list-gpus", dest="list", action="store_true")
    return parser


def _manage_parser() -> _Parser:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("-i", "--id")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("-dci", "--destroy-compute-instance", dest="dci", action="store_true")
    what.add_argument("-dgi", "--destroy-gpu-instance", dest="dgi", action="store_true")
    what.add_argument("-lgi", "--list-gpu-instances", dest="lgi", action="store_true")
    what.add_argument("-lgip", "--list-gpu-instance-profiles", dest="lgip", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
