"""What a change of the files means for features and GPUs."""

import shutil
import subprocess
from pathlib import Path

import pytest

from fleet.review.settings import settings_change
from fleet.stack import base as base_module
from fleet.stack.base import BaseUnavailable, base_folder
from tests.fleet.review.kinds import KINDS, PROJECT, STACK, changed

REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stack's files after many changes, in the current folder."""
    folder = _project(changed(KINDS["everything"], tmp_path / "head"))
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return _project(Path(shutil.copytree(PROJECT, tmp_path / "base")))


def _project(folder: Path) -> Path:
    shutil.copy(REPOSITORY / "Pulumi.yaml", folder / "Pulumi.yaml")
    (folder / "charts").symlink_to(REPOSITORY / "sandbox/charts")
    return folder


def test_gpus_before_and_after(base: Path, head: Path) -> None:
    change = settings_change(str(base), STACK, head)
    [card] = [each for each in change.cards if each.name == "A100-40GB"]
    assert card.available == 2
    assert card.before < card.after


def test_features_before_and_after(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    head = _project(changed(KINDS["features"], tmp_path / "head"))
    monkeypatch.chdir(head)
    features = settings_change(str(base), STACK, head).features
    assert set(features) == {"acme"}
    assert any("reports" in sentence for sentence in features["acme"])


def test_the_base_may_be_a_git_reference(base: Path, head: Path) -> None:
    git = ("git", "-C", str(head), "-c", "user.name=t", "-c", "user.email=t@t.example")
    shutil.copytree(base / "tenants", head / "tenants", dirs_exist_ok=True)
    (head / "tenants" / STACK / "hooli.yaml").unlink()
    for arguments in (("init", "-q"), ("add", "."), ("commit", "-q", "-m", "base")):
        subprocess.run([*git, *arguments], check=True)
    (head / "tenants" / STACK / "initech.yaml").unlink()
    with base_folder("HEAD", STACK, head) as folder:
        assert sorted(path.name for path in (folder / "tenants" / STACK).iterdir()) == [
            "acme.yaml",
            "globex.yaml",
            "initech.yaml",
        ]


def test_a_stack_that_is_new_had_no_gpus(head: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    change = settings_change(str(tmp_path / "empty"), STACK, head)
    assert {card.before for card in change.cards} == {0}
    assert any(card.after for card in change.cards)


@pytest.mark.parametrize("reference", ["no-such-branch", "--output=/tmp/x"])
def test_a_base_that_cannot_be_had_is_one_line(reference: str) -> None:
    with pytest.raises(BaseUnavailable) as error, base_folder(reference, STACK):
        pass
    assert "\n" not in str(error.value)


def test_a_git_that_gives_no_answer_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\nexec sleep 60\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setattr(base_module, "SECONDS", 0.2)
    with pytest.raises(BaseUnavailable, match="git ls-tree failed: TimeoutExpired"), base_folder("HEAD", STACK):
        pass


def test_the_stacks_name_may_have_an_organization(base: Path, head: Path) -> None:
    assert settings_change(str(base), f"organization/{STACK}", head) == settings_change(str(base), STACK, head)
