"""The comment on a pull or merge request: made once, then updated in place, never that of another account."""

from pathlib import Path

import pytest

from tests.ci.api import BOT, ME, Api
from tests.ci.conftest import Done, Repository, Run

PATH = "/repos/o/r/issues/12/comments"
NOTES = "/projects/5/merge_requests/12/notes"
MARK = "<!-- clearml-platform review: prod -->"


@pytest.fixture
def report(repository: Repository) -> Path:
    """The file of the report."""
    file = repository.folder / "review/comment.md"
    file.parent.mkdir()
    file.write_text("## Stack prod: changes\n")
    return file


def _comment(ci: Run, variables: dict[str, str]) -> Done:
    return ci("comment", "--stack", "prod", "--request", "12", **variables)


def test_github_first_time(ci: Run, api: Api, report: Path) -> None:
    api.lists[PATH] = []
    assert _comment(ci, api.github) == Done(0, "stack prod: comment made\n", "")
    assert api.calls == [("POST", PATH, {"body": f"{MARK}\n## Stack prod: changes\n"})]


def test_github_updates_its_own_on_the_third_page(ci: Run, api: Api, report: Path) -> None:
    others = [{"id": number, "body": f"{MARK} I quote", "user": {"login": "mallory"}} for number in range(230)]
    deleted_account = {"id": 500, "body": MARK, "user": None}
    other_stack = {"id": 501, "body": "<!-- clearml-platform review: prod-2 -->", "user": BOT}
    api.lists[PATH] = [*others, deleted_account, other_stack, {"id": 502, "body": f"{MARK}\nold", "user": BOT}]
    assert _comment(ci, api.github).out == "stack prod: comment 502 updated\n"
    assert [(method, path) for method, path, _ in api.calls] == [("PATCH", "/repos/o/r/issues/comments/502")]
    assert len(api.queries) == 3


def test_gitlab_makes_and_updates(ci: Run, api: Api, report: Path) -> None:
    api.lists[NOTES] = [{"id": 1, "body": MARK, "author": {"id": 8}, "system": False}]
    assert _comment(ci, api.gitlab).out == "stack prod: comment made\n"
    api.lists[NOTES] += [{"id": 2, "body": MARK, "author": ME, "system": False}]
    assert _comment(ci, api.gitlab).out == "stack prod: comment 2 updated\n"
    assert [(method, path) for method, path, _ in api.calls] == [("POST", NOTES), ("PUT", f"{NOTES}/2")]


def test_a_long_report_is_cut_at_a_line(ci: Run, api: Api, report: Path) -> None:
    api.lists[PATH] = []
    report.write_text("* a line of the report\n" * 9000)
    _comment(ci, api.github)
    body = api.calls[0][2]["body"]
    assert len(body) <= 65_536
    assert "report\n\nThe rest does not fit here" in body


@pytest.mark.parametrize(
    ("status", "hint"), [(403, "Resource not accessible by integration; the token lacks the right"), (500, "500")]
)
def test_refused(ci: Run, api: Api, report: Path, status: int, hint: str) -> None:
    api.refuse = status
    done = _comment(ci, api.github)
    assert (done.code, done.out) == (1, "")
    assert done.err.count("\n") == 1
    assert hint in done.err
    assert "token-of" not in done.err


def test_no_such_request(ci: Run, api: Api, report: Path) -> None:
    assert "answered 404: Not Found; not found, or the token" in _comment(ci, api.github).err


def test_no_server_and_no_token(ci: Run, report: Path, api: Api) -> None:
    unset = _comment(ci, api.github | {"GITHUB_TOKEN": ""})
    assert unset.err == "comment: GITHUB_TOKEN is not set; docs/workflows.md names what each job needs\n"
    wrong = _comment(ci, api.github | {"GITHUB_TOKEN": "other"})
    assert "answered 401: the token is not accepted" in wrong.err
    away = _comment(ci, api.github | {"GITHUB_API_URL": "http://127.0.0.1:1"})
    assert "ConnectError" in away.err


def test_no_report(ci: Run, api: Api) -> None:
    assert _comment(ci, api.github).out == "stack prod: no report, so no comment\n"
