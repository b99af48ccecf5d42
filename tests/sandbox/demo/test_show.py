"""The summary that `make demo` prints from the stack's outputs."""

import io
import json
import shlex
from pathlib import Path

import pytest
from rich.console import Console

from sandbox.demo.show import show
from sandbox.toolchain import stamp
from sandbox.toolchain.layout import Layout
from sandbox.toolchain.part import Part
from sandbox.toolchain.progress import SetupError
from tests.sandbox.programs import make_program

TENANTS = {
    "globex": {
        "name": "Globex",
        "companyId": "c0ffee",
        "adminId": "u1",
        "adminEmail": "gil@globex.example",
        "queues": {"default": "q1", "cpu": "q2"},
        "namespace": "globex-ml",
        "gatewayUrl": "https://globex.apps.example",
    },
    "acme": {"name": "Acme", "companyId": "ac4e", "adminId": "u2", "adminEmail": "ada@acme.example", "queues": {}},
}
PLATFORM = {
    "contract": 1,
    "namespaces": {"control-plane": "clearml", "gpu-operator": "gpu-operator"},
    "gpu": {"nodes": {"gpu-0": "A100-40GB"}, "profiles": {"A100-40GB": {"0.5": "nvidia.com/mig-3g.20gb"}}},
}


@pytest.fixture
def ready(layout: Layout, programs: Path) -> Layout:
    """A checkout after `make setup`."""
    stamp.write(layout.venv / ".installed", "x")
    stamp.write(layout.engine_record, '{"source": "go-modules", "version": "3.274.1"}')
    stamp.write(layout.stack_file("dev"), "{}")
    return layout


def _shown(layout: Layout, body: str, part: Part = Part.ALL) -> str:
    make_program(layout.bin / "pulumi", body)
    console = Console(file=io.StringIO(), width=120)
    show(layout, console, part)
    return console.file.getvalue() if isinstance(console.file, io.StringIO) else ""


def _answering(tenants: str) -> str:
    """A `pulumi stack output NAME`; `tenants` is what it does for the tenants."""
    return f'case "$*" in *" platform "*) echo {shlex.quote(json.dumps(PLATFORM))};; *) {tenants};; esac'


def test_the_platform_is_shown_with_its_namespaces_and_gpu_offers(ready: Layout) -> None:
    text = _shown(ready, _answering("echo '{}'"))
    rows = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert "clearml" in rows["control-plane"]
    assert "A100-40GB, MIG on: 0.5 = nvidia.com/mig-3g.20gb" in text


def test_every_tenant_is_a_row_and_the_hints_name_a_file_that_exists(ready: Layout) -> None:
    text = _shown(ready, _answering(f"echo {shlex.quote(json.dumps(TENANTS))}"))
    rows = [line for line in text.splitlines() if ".example" in line]
    assert [row.split()[0] for row in rows] == ["acme", "globex"]
    assert "2 tenants of stack dev" in text
    assert "cpu, default" in rows[1]
    assert "globex-ml" in rows[1]
    assert "https://globex.apps.example" in rows[1]
    assert "tenants/dev/acme.yaml" in text


def test_without_a_cluster_the_platform_is_neither_asked_for_nor_shown(ready: Layout) -> None:
    body = f'case "$*" in *" tenants "*"--stack accounts") echo {shlex.quote(json.dumps(TENANTS))};; *) exit 1;; esac'
    text = _shown(ready, body, Part.ACCOUNTS)
    assert "2 tenants of stack accounts" in text
    assert "tenants/accounts/acme.yaml" in text
    assert "4. make demo " in text
    assert "kubectl" not in text


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "echo 'error: current stack does not have output property' >&2; exit 1",
            "has no tenants to show: error: current",
        ),
        ("echo '{\"acme\": {}}'", "another shape than expected: acme.name: Field required"),
        ("echo nonsense", "another shape than expected: Invalid JSON"),
    ],
)
def test_a_stack_without_readable_tenants_is_one_line(ready: Layout, body: str, expected: str) -> None:
    with pytest.raises(SetupError, match=expected) as failure:
        _shown(ready, _answering(body))
    assert "\n" not in str(failure.value)
