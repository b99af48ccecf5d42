"""Previews and runs with a stub in place of the engine, and the real `fleet review` of recorded previews.

docs/review.md tells what the engine itself does with a plan, and tests/live/tenants/test_review.py tests it.
"""

import json
import sys
from pathlib import Path

import pytest

from tests.ci.conftest import ROOT, Done, Repository, Run

RECORDED = ROOT / "tests/fleet/review/previews"


class Pipeline:
    """A checkout in which the engine is a stub."""

    def __init__(self, ci: Run, folder: Path) -> None:
        """Put the stub into a folder of PATH."""
        self._ci, self._folder = ci, folder
        stub = folder / "bin/pulumi"
        stub.parent.mkdir()
        stub.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/ci/pulumi_stub.py "$@"\n')
        stub.chmod(0o755)
        self.review = folder / "checkout/review"

    def run(self, preview: str, *arguments: str, **variables: str) -> Done:
        """Run a command, with the preview that the engine gives."""
        stub = {"STUB_CALLS": str(self._folder / "calls"), "STUB_PREVIEW": str(RECORDED / f"{preview}.json")}
        path = f"{self._folder}/bin:/usr/bin:/bin"
        return self._ci(*arguments, PATH=path, GITHUB_OUTPUT=str(self._folder / "outputs"), **stub, **variables)

    def preview(self, preview: str, **variables: str) -> Done:
        """Preview stack test."""
        return self.run(preview, "preview", "--stack", "test", **variables)

    def up(self, preview: str, environment: str = "test", **variables: str) -> Done:
        """Run stack test with the saved plan."""
        folder = ("--folder", "review/plan", "--environment", environment)
        return self.run(preview, "up", "--stack", "test", *folder, **variables)

    @property
    def calls(self) -> list[str]:
        """The arguments of the engine, call by call."""
        return (self._folder / "calls").read_text().splitlines()

    @property
    def outputs(self) -> str:
        """What later steps of the workflow get."""
        return (self._folder / "outputs").read_text()


@pytest.fixture
def pipeline(ci: Run, repository: Repository, tmp_path: Path) -> Pipeline:
    """A pipeline."""
    return Pipeline(ci, tmp_path)


@pytest.mark.parametrize(
    ("kind", "verdict"), [("nothing", "nothing"), ("limit", "changes"), ("removal", "second approval")]
)
def test_previews(pipeline: Pipeline, repository: Repository, kind: str, verdict: str) -> None:
    done = pipeline.preview(kind)
    assert (done.code, done.out) == (0, f"stack test: {verdict}\n")
    saved = "review/plan/plan.json"
    assert pipeline.calls == [f"preview --stack test --non-interactive --json --save-plan {saved}"]
    tree = repository.git("rev-parse", "HEAD^{tree}")
    assert pipeline.outputs == f"artifact=plan-test-{tree}-{verdict.replace(' ', '-')}\n"
    assert "## Stack" in (pipeline.review / "comment.md").read_text()
    assert sorted(path.name for path in (pipeline.review / "plan").iterdir()) == [
        "plan.json",
        "record.json",
        "report.json",
    ]


@pytest.mark.parametrize(("kind", "code"), [("refused", "0"), ("limit", "255")])
def test_a_preview_that_fails(pipeline: Pipeline, kind: str, code: str) -> None:
    done = pipeline.preview(kind, STUB_CODE=code)
    assert done.code == 1
    assert done.err.splitlines()[-1].startswith("preview: the preview of stack test failed")
    assert not (pipeline.review / "plan/record.json").exists()


def test_runs_by_the_plan(pipeline: Pipeline) -> None:
    pipeline.preview("limit")
    assert pipeline.up("limit").code == 0
    options = "--stack test --yes --non-interactive --suppress-outputs"
    assert pipeline.calls[-1] == f"up {options} --plan review/plan/plan.json"


def test_the_run_fails(pipeline: Pipeline) -> None:
    pipeline.preview("limit")
    plan = pipeline.review / "plan/report.json"
    assert plan.exists()
    done = pipeline.up("limit", STUB_CODE="1")
    assert done.code == 1
    assert "the preview of stack test before the run failed; nothing was changed" in done.err


def test_new_keys_of_workers_are_bound_by_the_report(pipeline: Pipeline) -> None:
    pipeline.preview("new-tenant")
    done = pipeline.up("new-tenant")
    assert "bound by the report alone" in done.out
    assert "--plan" not in pipeline.calls[-1]


def test_nothing_to_do(pipeline: Pipeline) -> None:
    pipeline.preview("nothing")
    assert pipeline.up("nothing").out == "stack test: nothing changes\n"
    assert not pipeline.calls[-1].startswith("up")


def test_second_approval(pipeline: Pipeline) -> None:
    pipeline.preview("removal")
    done = pipeline.up("removal")
    assert "run this in the environment test-second-approval" in done.err
    assert not pipeline.calls[-1].startswith("up")
    assert pipeline.up("removal", "test-second-approval").code == 0
    assert pipeline.calls[-1].startswith("up")


def test_other_changes_than_those_approved(pipeline: Pipeline) -> None:
    pipeline.preview("limit")
    done = pipeline.up("removal", "test-second-approval")
    assert "would change in another way than was approved" in done.err


def test_plans_of_other_files_and_stacks(pipeline: Pipeline, repository: Repository) -> None:
    pipeline.preview("limit")
    record = pipeline.review / "plan/record.json"
    whole = json.loads(record.read_text())
    for changed, message in (
        ({"stack": "prod"}, "the plan is of stack prod, not test"),
        ({"tree": "0" * 40}, "is of other files than those of this commit"),
        ({"plan": "0" * 64}, "is not the one that the preview saved"),
    ):
        record.write_text(json.dumps(whole | changed))
        assert message in pipeline.up("limit").err
    record.write_text("[")
    assert "record.json cannot be read" in pipeline.up("limit").err


def test_a_merge_commit_of_the_same_files_has_the_plan(pipeline: Pipeline, repository: Repository) -> None:
    (repository.folder / ".gitignore").write_text("review/\n")
    repository.commit()
    pipeline.preview("limit")
    repository.git("commit", "--quiet", "--allow-empty", "--message", "Merge")
    assert pipeline.up("limit").code == 0


def test_drift(pipeline: Pipeline) -> None:
    done = pipeline.run("drift", "drift", "--stack", "test")
    assert done.code == 0
    assert pipeline.calls == ["preview --stack test --non-interactive --json --refresh"]
    assert (pipeline.review / "verdict").read_text() in done.out


def test_drift_that_another_program_owns(pipeline: Pipeline) -> None:
    done = pipeline.run("drift-conflict", "drift", "--stack", "test", STUB_CODE="255")
    assert (done.code, (pipeline.review / "verdict").read_text()) == (0, "failed")


def test_no_engine(ci: Run) -> None:
    done = ci("preview", "--stack", "test", PATH="/usr/bin:/bin")
    assert done.err == "preview: pulumi is not on PATH; install it in the workflow before this step\n"
