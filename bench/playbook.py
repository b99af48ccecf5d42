"""Creates the tenants with Ansible: bench/ansible/playbook.yaml, run by an ansible-core in .sandbox/bench-ansible.

The Makefile's `uv pip compile` command, LOCK, creates requirements-ansible.txt from requirements-ansible.in. Pipelining
is on, as in practice: without it, Ansible copies a module for each task.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from bench.process import BenchError, run
from bench.simulator import ACCESS_KEY, ROOT, SECRET_KEY
from bench.tenant import PURPOSES, QUEUES, BenchTenant

PLAYBOOK = Path(__file__).parent / "ansible" / "playbook.yaml"
REQUIREMENTS = Path(__file__).parent / "requirements-ansible.txt"
VENV = ROOT / ".sandbox" / "bench-ansible"


def ensure() -> str:
    """Create Ansible's virtual environment unless it is up to date; returns the version of ansible-core."""
    mark, requirements = VENV / ".installed", REQUIREMENTS.read_text()
    if not mark.is_file() or mark.read_text() != requirements:
        shutil.rmtree(VENV, ignore_errors=True)
        _step([sys.executable, "-m", "venv", str(VENV)])
        pip = [str(VENV / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        _step([*pip, "--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", str(REQUIREMENTS)])
        mark.write_text(requirements)
    return requirements.split("ansible-core==")[1].split()[0]


def create(tenants: Iterable[BenchTenant], url: str, folder: Path) -> float:
    """Run the playbook for these tenants and return the wall-clock seconds."""
    variables = folder / "variables.json"
    server = {"url": url, "key": ACCESS_KEY, "secret": SECRET_KEY}
    variables.write_text(json.dumps({"server": server, "tenants": [_variables(tenant) for tenant in tenants]}))
    environ = os.environ | {
        "ANSIBLE_HOME": str(folder / "ansible"),
        "ANSIBLE_PIPELINING": "true",
        "ANSIBLE_PYTHON_INTERPRETER": str(VENV / "bin" / "python"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "LC_ALL": "C.UTF-8",
        "NO_PROXY": "127.0.0.1",
    }
    command = [str(VENV / "bin" / "ansible-playbook"), str(PLAYBOOK), "--extra-vars", f"@{variables}"]
    return run(command, cwd=folder, environ=environ).seconds


def _variables(tenant: BenchTenant) -> dict[str, object]:
    return {
        "slug": tenant.slug,
        "settings": dict(tenant.settings),
        "admin": tenant.admin,
        "domain": tenant.domain,
        "guest": tenant.guest,
        "second_admin": tenant.second_admin,
        "purposes": list(PURPOSES),
        "queues": list(QUEUES),
    }


def _step(command: list[str]) -> None:
    try:
        subprocess.run(command, check=True, stdout=sys.stderr)
    except subprocess.CalledProcessError as error:
        raise BenchError(f"cannot create Ansible's virtual environment: {error}") from None
