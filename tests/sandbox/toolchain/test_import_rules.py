"""Who may know whom: the contracts hold, each of them fails when it is broken, and so do the rules beyond contracts."""

import ast
import configparser
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOMS = ("settings", "catalog", "components", "providers", "commands", "fleet", "sandbox")

# Contract: a module of the room, and an import that it must not have.
BREACHES = {
    "catalog": ("catalog/breach.py", "import settings"),
    "settings": ("settings/breach.py", "import components.names"),
    "settings-pulumi": ("settings/breach_pulumi.py", "import pulumi"),
    "components": ("components/breach.py", "import providers.clearml.client"),
    "components-apart": ("components/breach_apart.py", "import components.tenant"),
    "values": ("blueprint/values/breach.py", "import pulumi"),
    "providers": ("providers/clearml/breach.py", "import settings"),
    "client": ("providers/clearml/api/models.py", "import pulumi"),
    "transport": ("providers/clearml/breach_httpx.py", "import httpx"),
    "nouns": ("providers/clearml/breach_noun.py", "import providers.clearml.company"),
    "generated": ("providers/generated/breach.py", "import httpx"),
    "commands": ("commands/breach.py", "import pydantic"),
    "commands-started": ("settings/breach_commands.py", "import commands.failure"),
    "fleet": ("fleet/breach.py", "import components.names"),
    "sandbox": ("sandbox/breach.py", "import providers.clearml.errors"),
}


def _contracts() -> dict[str, str]:
    config = configparser.ConfigParser()
    config.read(".importlinter")
    return {
        section.removeprefix("importlinter:contract:"): config[section]["name"]
        for section in config.sections()
        if section.startswith("importlinter:contract:")
    }


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The linter's report on a copy of the rooms in which every contract is broken once."""
    copy = tmp_path_factory.mktemp("rooms")
    shutil.copy(".importlinter", copy)
    for room in ROOMS:
        shutil.copytree(room, copy / room, ignore=shutil.ignore_patterns("__pycache__"))
    for path, breach in BREACHES.values():
        with (copy / path).open("a") as module:
            module.write(f"\n{breach}\n")
    return _lint(copy)


def _lint(folder: Path) -> str:
    linter = Path(sys.executable).with_name("lint-imports")
    answer = subprocess.run(
        [linter, "--no-logo", "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )
    return answer.stdout


def test_every_contract_has_its_breach() -> None:
    assert set(BREACHES) == set(_contracts())


@pytest.mark.parametrize("contract", BREACHES)
def test_a_breach_of_the_contract_is_found(broken: str, contract: str) -> None:
    assert f"{_contracts()[contract]} BROKEN" in broken


def test_the_program_wires_and_knows_no_transport() -> None:
    allowed = {"settings", "components", "pulumi", "pulumi_kubernetes"}
    found = _imported(ast.parse(Path("__main__.py").read_text()))
    assert {name.split(".")[0] for name in found} - sys.stdlib_module_names <= allowed


def test_only_the_loader_of_the_settings_reads_pulumi_config() -> None:
    modules = [path for room in ROOMS for path in Path(room).rglob("*.py")]
    readers = [str(path) for path in modules if _reads_pulumi_config(ast.parse(path.read_text()))]
    assert set(readers) <= {"blueprint/stack/load.py"}


def test_both_ways_to_read_pulumi_config_are_seen() -> None:
    for code in ("import pulumi\npulumi.Config()", "from pulumi import Config", "pulumi.Config('x').get('y')"):
        assert _reads_pulumi_config(ast.parse(code))
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
