"""The environment of the policy pack, and the launcher for an engine that cannot start packs."""

import subprocess
from pathlib import Path

import pytest

from sandbox.toolchain import policy_pack, venv
from sandbox.toolchain.engine import Engine, Source
from sandbox.toolchain.layout import Layout
from tests.sandbox.programs import make_program

BUILT, OFFICIAL = Engine(Source.GO_MODULES, "3.274.1"), Engine(Source.OFFICIAL, "3.274.1")
PACK = Path("policy")


@pytest.fixture
def checkout(layout: Layout, monkeypatch: pytest.MonkeyPatch) -> Layout:
    """A checkout with a pack and its environment, whose interpreter prints its arguments."""
    layout.policy.mkdir()
    (layout.policy / policy_pack.DESCRIPTION).write_text("version: 0.1.0\n")
    (layout.policy_venv / "bin").mkdir(parents=True)
    make_program(layout.policy_venv / "bin" / "python", 'printf "%s|" "$@"')
    monkeypatch.setattr(venv, "ensure_policy", lambda _: None)
    return layout


def test_an_engine_that_was_built_here_gets_a_launcher_with_the_packs_version(checkout: Layout) -> None:
    policy_pack.ensure(checkout, BUILT)
    launcher = checkout.policy_launcher
    assert launcher.with_name("PulumiPolicy.yaml").read_text() == "version: 0.1.0\n"
    done = subprocess.run([launcher, "127.0.0.1:1"], capture_output=True, text=True, check=True)
    option, host, pack, address, _ = done.stdout.split("|")
    assert (option, Path(host).name, pack, address) == ("-u", "host.py", str(checkout.policy), "127.0.0.1:1")
    assert Path(host).is_file()


@pytest.mark.parametrize("engine", [OFFICIAL, None])
def test_any_other_engine_starts_the_pack_itself(checkout: Layout, engine: Engine | None) -> None:
    policy_pack.ensure(checkout, BUILT)
    policy_pack.ensure(checkout, engine)
    assert not checkout.policy_launcher.exists()


def test_its_requirements_are_exact_hashed_and_name_no_host() -> None:
    text = (PACK / "requirements.txt").read_text()
    rows = [row for row in text.splitlines() if row and not row.startswith((" ", "#"))]
    assert all("==" in row and row.endswith("\\") for row in rows)
    assert text.count("--hash=sha256:") >= len(rows)
    assert "://" not in text
    assert {row for row in rows if row.startswith(("pulumi==", "pulumi-policy=="))} == {
        f"{row} \\" for row in (PACK / "requirements.in").read_text().splitlines() if row.startswith("pulumi")
    }


def test_the_pack_uses_the_programs_sdk() -> None:
    own = {row for row in (PACK / "requirements.in").read_text().splitlines() if row.startswith("pulumi==")}
    assert own <= set(Path("requirements.in").read_text().splitlines())
