"""Measures tenants with workers: a few, then many."""

from importlib.metadata import version

from bench.machine import say
from bench.results import Measured
from bench.workers import measure
from bench.workers.results import Life, WorkersReport

FEW, MANY = 3, 30


def measured(begun: Measured) -> WorkersReport:
    """Measure both lives, each from an empty cluster."""
    few, many = _life(FEW), _life(MANY)
    return WorkersReport(
        machine=begun.machine.with_versions({"pulumi-kubernetes": version("pulumi-kubernetes")}),
        date=begun.date,
        command=begun.command,
        load=begun.load,
        few=few,
        many=many,
    )


def _life(count: int) -> Life:
    life = measure.life(count)
    say(
        f"{count} tenants with workers: up {life.up:.1f} s, one added {life.added:.1f} s, preview {life.preview:.1f} s,"
        f" state {life.state_per_tenant / 1000:.1f} kB a tenant"
    )
    return life
