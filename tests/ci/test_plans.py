"""Where the plans of a merge are, and who has to approve them."""

import json
from typing import Any

import pytest

from tests.ci.api import Api
from tests.ci.conftest import Done, Repository, Run

ARTIFACTS = "/repos/o/r/actions/artifacts"


class Site:
    """A merge that changed stack prod, and artifacts of previews."""

    def __init__(self, ci: Run, api: Api, repository: Repository) -> None:
        """Merge it."""
        self._ci, self._api = ci, api
        self.base = repository.git("rev-parse", "HEAD")
        repository.commit(**{"tenants/prod/globex.yaml": "changed"})
        self.tree = repository.git("rev-parse", "HEAD^{tree}")
        api.lists[ARTIFACTS] = []

    def artifact(self, run: int, verdict: str, **other: Any) -> str:
        """Add an artifact of a run and return its name."""
        name = f"plan-prod-{other.pop('tree', self.tree)}-{verdict}"
        whole = {"path": ".github/workflows/preview.yml", "event": "pull_request"} | other
        origin = {"id": run, "repository_id": 1, "head_repository_id": whole.pop("head", 1)}
        entry = {"name": name, "expired": whole.pop("expired", False), "workflow_run": origin}
        self._api.lists[ARTIFACTS].append(entry)
        self._api.single[f"/repos/o/r/actions/runs/{run}"] = whole
        return name

    def plans(self) -> Done:
        """Look for the plans."""
        return self._ci("plans", "--base", self.base, **self._api.github)


@pytest.fixture
def site(ci: Run, api: Api, repository: Repository) -> Site:
    """A merge."""
    return Site(ci, api, repository)


@pytest.mark.parametrize(("verdict", "environment"), [("changes", "prod"), ("second-approval", "prod-second-approval")])
def test_run_and_environment(site: Site, verdict: str, environment: str) -> None:
    name = site.artifact(7, verdict)
    expected = {"stack": "prod", "artifact": name, "run": "7", "environment": environment}
    assert json.loads(site.plans().out) == [expected]


def test_the_newest_preview_counts(site: Site) -> None:
    site.artifact(70, "changes")
    site.artifact(71, "second-approval")
    site.artifact(8, "changes")
    assert json.loads(site.plans().out)[0]["run"] == "71"


def test_nothing_to_run(site: Site) -> None:
    site.artifact(7, "nothing")
    assert site.plans().out == "[]\n"


@pytest.mark.parametrize(
    "other",
    [
        {"head": 2},
        {"expired": True},
        {"path": ".github/workflows/test.yml"},
        {"event": "workflow_dispatch"},
        {"tree": "0" * 40},
    ],
    ids=["of a fork", "expired", "of another workflow", "by hand", "of other files"],
)
def test_plans_that_do_not_count(site: Site, other: dict[str, Any]) -> None:
    site.artifact(7, "changes", **other)
    done = site.plans()
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("plans: stack prod has no plan of these files")
