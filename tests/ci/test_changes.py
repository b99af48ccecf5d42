"""Which stacks a change concerns, on real git repositories."""

import json
from pathlib import Path

import pytest

from ci.changes import stacks_of
from tests.ci.conftest import Repository, Run


def _changed(ci: Run, base: str, **variables: str) -> list[str]:
    done = ci("changed-stacks", "--base", base, **variables)
    assert (done.code, done.err) == (0, "")
    return list(json.loads(done.out))


@pytest.mark.parametrize(
    ("path", "content", "stacks"),
    [
        ("tenants/dev/acme.yaml", "changed", ["dev"]),
        ("tenants/dev/new.yaml", "new", ["dev"]),
        ("tenants/dev/acme.yaml", None, ["dev"]),
        ("Pulumi.prod.yaml", "changed", ["prod"]),
        ("Pulumi.yaml", "changed", ["dev", "prod"]),
        ("__main__.py", "changed", ["dev", "prod"]),
        ("requirements.txt", "changed", ["dev", "prod"]),
        ("blueprint/new.py", "new", ["dev", "prod"]),
        ("docs/page.md", "changed", []),
        ("tests/test_new.py", "new", []),
        ("README.md", "new", []),
        ("tenants/other/acme.yaml", "new", []),
        ("tenants/dev/\u00fc \n.yaml", "new", ["dev"]),
    ],
)
def test_one_file(repository: Repository, ci: Run, path: str, content: str | None, stacks: list[str]) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.commit(**{path: content})
    assert _changed(ci, base) == stacks


def test_a_tenant_that_moves_concerns_both_stacks(repository: Repository, ci: Run) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.git("mv", "tenants/dev/acme.yaml", "tenants/prod/acme.yaml")
    repository.commit()
    assert _changed(ci, base) == ["dev", "prod"]


def test_what_the_base_branch_changed_meanwhile_does_not_count(repository: Repository, ci: Run) -> None:
    repository.git("switch", "--quiet", "--create", "branch")
    repository.commit(**{"tenants/dev/acme.yaml": "changed"})
    repository.git("switch", "--quiet", "main")
    base = repository.commit(**{"tenants/prod/globex.yaml": "changed"})
    repository.git("switch", "--quiet", "branch")
    assert _changed(ci, base) == ["dev"]


def test_the_first_push_concerns_every_stack(ci: Run) -> None:
    assert _changed(ci, "0" * 40) == ["dev", "prod"]


def test_stacks_that_the_workflows_do_not_serve(repository: Repository, ci: Run) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.commit(**{"__main__.py": "changed"})
    assert _changed(ci, base, STACKS="prod") == ["prod"]
    assert _changed(ci, base, STACKS="") == []


def test_a_stack_whose_settings_are_gone(repository: Repository, ci: Run) -> None:
    base = repository.git("rev-parse", "HEAD")
    repository.commit(**{"Pulumi.dev.yaml": None})
    done = ci("changed-stacks", "--base", base)
    assert done.code == 1
    assert done.err.startswith("changed-stacks: stack dev loses its settings; run `pulumi destroy`")


def test_an_unknown_commit(ci: Run) -> None:
    done = ci("changed-stacks", "--base", "nowhere")
    assert (done.code, done.out) == (1, "")
    assert "git diff failed" in done.err


def test_outputs_for_later_steps(ci: Run, tmp_path: Path) -> None:
    ci("stacks", GITHUB_OUTPUT=str(tmp_path / "outputs"))
    assert (tmp_path / "outputs").read_text() == 'stacks=["dev", "prod"]\n'


def test_a_name_like_that_of_a_stack() -> None:
    assert stacks_of(["tenants/dev-2/acme.yaml", "Pulumi.dev.yaml.md"], ["dev"]) == set()
