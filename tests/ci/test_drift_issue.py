"""The issue about drift: one per stack, open while there is drift."""

import pytest

from tests.ci.api import BOT, ME, Api
from tests.ci.conftest import Repository, Run

ISSUES = "/repos/o/r/issues"
MARK = "<!-- clearml-platform drift: prod -->"
OWN = {"number": 9, "body": f"{MARK}\nold", "user": BOT}


def _issue(ci: Run, repository: Repository, variables: dict[str, str], verdict: str, code: int = 0) -> str:
    folder = repository.folder / "review"
    folder.mkdir(exist_ok=True)
    (folder / "verdict").write_text(verdict)
    (folder / "comment.md").write_text("## Stack prod: changes\n")
    done = ci("drift-issue", "--stack", "prod", **variables)
    assert done.code == code
    return done.out + done.err


@pytest.mark.parametrize("verdict", ["changes", "second approval"])
def test_opens_one(ci: Run, repository: Repository, api: Api, verdict: str) -> None:
    api.lists[ISSUES] = [OWN | {"pull_request": {}}, OWN | {"user": {"login": "mallory"}}]
    assert _issue(ci, repository, api.github, verdict) == "stack prod: drift, issue opened\n"
    method, path, issue = api.calls[0]
    assert (method, path, issue["labels"]) == ("POST", ISSUES, ["drift"])
    assert issue["title"] == "Drift of stack prod"
    assert issue["body"].startswith(f"{MARK}\nWhat was changed by hand")
    assert api.queries[0]["state"] == ["open"]


def test_updates_it(ci: Run, repository: Repository, api: Api) -> None:
    api.lists[ISSUES] = [*({"number": n, "body": None, "user": BOT} for n in range(100, 220)), OWN]
    assert _issue(ci, repository, api.github, "changes") == "stack prod: drift, issue 9 updated\n"
    assert [call[:2] for call in api.calls] == [("PATCH", f"{ISSUES}/9")]


def test_closes_it(ci: Run, repository: Repository, api: Api) -> None:
    api.lists[ISSUES] = [OWN]
    assert _issue(ci, repository, api.github, "nothing") == "stack prod: no drift, issue 9 closed\n"
    assert [call[:2] for call in api.calls] == [("POST", f"{ISSUES}/9/comments"), ("PATCH", f"{ISSUES}/9")]
    assert api.calls[1][2] == {"state": "closed"}


def test_nothing_to_do(ci: Run, repository: Repository, api: Api) -> None:
    api.lists[ISSUES] = []
    assert _issue(ci, repository, api.github, "nothing") == "stack prod: no drift\n"
    assert api.calls == []


def test_a_failed_preview_is_an_issue_and_fails_the_job(ci: Run, repository: Repository, api: Api) -> None:
    api.lists[ISSUES] = []
    assert "its issue holds the errors" in _issue(ci, repository, api.github, "failed", code=1)
    assert [call[:2] for call in api.calls] == [("POST", ISSUES)]


def test_gitlab(ci: Run, repository: Repository, api: Api) -> None:
    api.lists["/projects/5/issues"] = []
    _issue(ci, repository, api.gitlab, "changes")
    assert api.calls[0][2]["labels"] == "drift"
    assert api.calls[0][2]["confidential"] is True
    api.lists["/projects/5/issues"] = [{"iid": 4, "description": f"{MARK}\n", "author": ME}]
    _issue(ci, repository, api.gitlab, "changes")
    _issue(ci, repository, api.gitlab, "nothing")
    written = [call[:2] for call in api.calls[1:]]
    issue = "/projects/5/issues/4"
    assert written == [("PUT", issue), ("POST", f"{issue}/notes"), ("PUT", issue)]
    assert api.calls[-1][2] == {"state_event": "close"}
