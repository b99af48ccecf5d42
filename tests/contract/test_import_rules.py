"""The import rules of .importlinter: each contract is kept, and each fails on a copy in which it is broken."""

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

LINTER = Path(sys.executable).with_name("lint-imports")
PREFIX = "importlinter:contract:"
CONFIG = configparser.ConfigParser()
CONFIG.read(".importlinter")
ROOMS = CONFIG["importlinter"]["root_packages"].split()
NAMES = {section.removeprefix(PREFIX): CONFIG[section]["name"] for section in CONFIG.sections() if PREFIX in section}
EXHAUSTIVE = {
    contract: CONFIG[PREFIX + contract]["containers"].strip()
    for contract in NAMES
    if CONFIG[PREFIX + contract].getboolean("exhaustive", fallback=False)
}

# Per contract: an existing module, and an import that it must not have.
BREACHES = {
    "program": ("providers.clearml.queue", "blueprint.catalog.gpu"),
    "apart": ("components.exports", "commands.failure"),
    "standard-library": ("commands.failure", "pydantic"),
    "workflows": ("ci.fault", "blueprint.catalog.gpu"),
    "policy": ("policy.rules.pins", "blueprint.catalog.gpu"),
    "policy-rules": ("policy.rules.pins", "policy.state"),
    "policy-pure": ("policy.rules.pins", "pulumi"),
    "sandbox": ("sandbox.demo.show", "blueprint.catalog.gpu"),
    "blueprint": ("blueprint.catalog.gpu", "blueprint.plan.workers.queue"),
    "settings": ("blueprint.settings.words.names", "blueprint.settings.tenant.quota"),
    "values": ("blueprint.values.names.helm", "blueprint.values.tenant.agent"),
    "pure": ("blueprint.values.tenant.agent", "pulumi"),
    "components": ("components.shared.names", "components.tenant.tenants"),
    "platform-parts": ("components.platform.redis", "components.platform.gpu"),
    "tenant-parts": ("components.tenant.people", "components.tenant.account"),
    "resources": ("providers.clearml.queue", "providers.clearml.company"),
    "generated": ("providers.generated.token", "providers.clearml.queue"),
    "api": ("components.exports", "providers.clearml.api.errors"),
    "http": ("providers.clearml.queue", "httpx"),
    "simulator": ("sandbox.clearml.endpoints.queues", "sandbox.clearml.control.state"),
}


def _copy(folder: Path) -> Path:
    shutil.copy(".importlinter", folder)
    for room in ROOMS:
        shutil.copytree(room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def _lint(folder: Path) -> str:
    answer = subprocess.run(
        [LINTER, "--no-logo", "--no-cache"],
        cwd=folder,
        env=os.environ | {"COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout


def _problems(report: str) -> dict[str, str]:
    """Per broken contract, what the linter reports below its heading."""
    parts = re.split(r"^(.+)\n-{5,}\n", report.partition("\nBroken contracts\n")[2], flags=re.MULTILINE)
    by_name = dict(zip(parts[1::2], parts[2::2], strict=True))
    return {contract: by_name[name] for contract, name in NAMES.items() if name in by_name}


@pytest.fixture(scope="module")
def breached(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The linter's problems on a copy of the packages in which each contract is broken once."""
    copy = _copy(tmp_path_factory.mktemp("breached"))
    for module, imported in BREACHES.values():
        path = copy / f"{module.replace('.', '/')}.py"
        path.write_text(f"{path.read_text()}\nimport {imported}\n")
    return _problems(_lint(copy))


@pytest.fixture(scope="module")
def extended(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The linter's problems on a copy with a new module in the container of each exhaustive contract."""
    copy = _copy(tmp_path_factory.mktemp("extended"))
    for container in EXHAUSTIVE.values():
        (copy / container.replace(".", "/") / "newcomer.py").touch()
    return _problems(_lint(copy))


def test_every_contract_is_kept() -> None:
    assert "Contracts: 20 kept, 0 broken." in _lint(Path())


def test_every_contract_has_its_breach() -> None:
    assert set(BREACHES) == set(NAMES)


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_of_the_contract_is_found(breached: dict[str, str], contract: str) -> None:
    module, imported = BREACHES[contract]
    assert f"{module} -> {imported} (l." in breached[contract]


@pytest.mark.parametrize("contract", EXHAUSTIVE)
def test_a_new_module_must_take_a_place(extended: dict[str, str], contract: str) -> None:
    assert f"- {EXHAUSTIVE[contract]}.newcomer\n" in extended[contract]


def test_one_import_is_exempt_from_the_contracts() -> None:
    exempt = [CONFIG[PREFIX + contract].get("ignore_imports", "").split("\n") for contract in NAMES]
    assert [row for rows in exempt for row in rows if row] == ["blueprint.stack.load -> pulumi"]


def test_the_program_imports_blueprint_components_and_pulumi_only() -> None:
    imported = _imported(ast.parse(Path("__main__.py").read_text()))
    allowed = {"blueprint", "components", "pulumi", "pulumi_kubernetes"}
    assert {name.split(".")[0] for name in imported} - sys.stdlib_module_names <= allowed


def test_only_the_loader_reads_pulumi_config() -> None:
    modules = [path for room in ROOMS for path in Path(room).rglob("*.py")]
    readers = [str(path) for path in modules if _reads_pulumi_config(ast.parse(path.read_text()))]
    assert readers == ["blueprint/stack/load.py"]


@pytest.mark.parametrize(
    "code", ["import pulumi\npulumi.Config()", "from pulumi import Config", "pulumi.Config('x').get('y')"]
)
def test_a_module_that_reads_pulumi_config_is_found(code: str) -> None:
    assert _reads_pulumi_config(ast.parse(code))


def test_an_export_named_config_is_no_reading() -> None:
    assert not _reads_pulumi_config(ast.parse("import pulumi\npulumi.export('Config', 1)"))


def _reads_pulumi_config(tree: ast.Module) -> bool:
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return any(_is_pulumi_config(node) for node in attributes) or "pulumi.Config" in _imported(tree)


def _is_pulumi_config(node: ast.Attribute) -> bool:
    return node.attr == "Config" and isinstance(node.value, ast.Name) and node.value.id == "pulumi"


def _imported(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names
