"""Measures tenants with workers: a few, then many."""

from importlib.metadata import version

from bench.machine import say
from bench.modes import Mode
from bench.results import Measured
from bench.workers import measure
from bench.workers.results import Life, WorkersReport

FEW, MANY = 3, 30


def measured(begun: Measured, mode: Mode) -> WorkersReport:
    """Measure both lives in one mode, each from an empty cluster."""
    few, many = _life(FEW, mode), _life(MANY, mode)
    return WorkersReport(
        machine=begun.machine.with_versions({"pulumi-kubernetes": version("pulumi-kubernetes")}),
        date=begun.date,
        command=begun.command,
        load=begun.load,
        mode=mode.name,
        few=few,
        many=many,
    )


def _life(count: int, mode: Mode) -> Life:
    life = measure.life(count, mode)
    say(
        f"{count} tenants with workers: up {life.up:.1f} s, one added {life.added:.1f} s, preview {life.preview:.1f} s,"
        f" state {life.state_per_tenant / 1000:.1f} kB a tenant"
    )
    return life
