"""Wrong input: one clear line per problem, an exit code, no traceback, and a later `pulumi up` that completes."""

from pathlib import Path
from typing import Any

import pytest

from tests.live.tenants import yaml_file
from tests.live.tenants.conftest import SUPERVISOR, NewStack
from tests.live.tenants.holdings import Holdings, holdings, key_labels
from tests.live.tenants.stack import NAME, Stack
from tests.live.tenants.tls import tls_front
from tests.sandbox.clearml.process import Simulator, simulator

pytestmark = pytest.mark.engine

GLOBEX: dict[str, Any] = {
    "name": "Acme",
    "admin": {"name": "Gus", "email": "admin@acme.example"},
    "login": {"domains": ["acme.example", "no domain"]},
}
FILES: dict[str, dict[str, Any]] = {
    "ACME.yaml": {"name": "Twice"},
    "Bad Slug.yaml": {"name": "Slug"},
    "globex.yaml": GLOBEX,
    "initech.yaml": {"name": "Initech", "admin": {"name": "Ina", "email": "no mail"}},
    "umbrella.yaml": {"name": "Umbrella", "admin": {"name": "U", "email": "u@umbrella.example"}, "limit": {"users": 1}},
}
TOLD = (
    ("ACME.yaml", "acme.yaml"),
    ("Bad Slug.yaml", "a file name", "acme-research.yaml"),
    ("broken.yaml", "line 2, column 1", "invalid YAML"),
    ("globex.yaml", "admin.email", "'admin@acme.example'", "acme.yaml"),
    ("globex.yaml", "login.domains[0]", "'acme.example'", "acme.yaml"),
    ("globex.yaml", "login.domains[1]", "'no domain'", "such as acme.example"),
    ("globex.yaml", "name", "'Acme' in line", "acme.yaml:"),
    ("initech.yaml", "admin.email", "'no mail'", "such as ada@acme.example"),
    ("umbrella.yaml", "limit", "an unknown key", "limits"),
)
FINISHED = Holdings(people=["admin@acme.example"], keys=key_labels("acme"))


def failed_up(stack: Stack, **environ: str) -> str:
    """The output of a `pulumi up` that must fail without a traceback."""
    done = stack.pulumi("up", "--yes", "--skip-preview", check=False, **environ)
    text = done.stdout + done.stderr
    assert done.returncode not in (0, None)
    assert "Traceback" not in text
    assert 'File "' not in text
    return text


def errors(text: str) -> list[str]:
    """The error lines of the closing diagnostics; each is complete and on one line."""
    lines = [line.strip() for line in text.partition("Diagnostics:")[2].splitlines()]
    return [
        line.removeprefix("error: ")
        for line in lines
        if line.startswith("error: ") and "update failed" not in line and "program exited" not in line
    ]


@pytest.mark.parametrize("command", ["preview", "up"])
def test_every_mistake_in_tenant_files_is_one_line_and_all_are_reported_together(
    stack: Stack, server: Simulator, command: str
) -> None:
    stack.write("acme", login={"domains": ["acme.example"]})
    for name, content in FILES.items():
        yaml_file.write(stack.tenants / name, content)
    (stack.tenants / "broken.yaml").write_text("name: [\n")
    run = stack.preview().failed() if command == "preview" else stack.up().failed()
    lines = [line for problem in run.problems() for line in problem.splitlines() if f"tenants/{NAME}/" in line]
    assert len(lines) == len(TOLD)
    for line, words in zip(lines, TOLD, strict=True):
        assert all(word in line for word in words), line
    assert server.calls() == []


def test_a_missing_secret_names_the_command_that_stores_it(stack: Stack, server: Simulator) -> None:
    path = stack.folder / f"Pulumi.{NAME}.yaml"
    content = yaml_file.read(path)
    secret = content["config"].pop("clearml:apiSecretKey")
    yaml_file.write(path, content)
    stack.write("acme")
    assert f"pulumi config set --stack {NAME} --secret clearml:apiSecretKey" in failed_up(stack)
    stack.configure({"clearml:apiSecretKey": secret})
    stack.up().succeeded()
    assert holdings(server, "Acme") == FINISHED


def test_a_wrong_root_key_is_reported_once_and_never_shown(stack: Stack, server: Simulator) -> None:
    stack.write("acme")
    text = failed_up(stack, CLEARML_API_ACCESS_KEY="WRONGCANARY", CLEARML_API_SECRET_KEY="wrong-secret-canary")
    (line,) = errors(text)
    assert line.startswith(f"{server.url}: auth.login answered 401/22")
    assert "check clearml:apiAccessKey" in line
    assert "canary" not in text.lower()
    stack.up().succeeded()
    assert holdings(server, "Acme") == FINISHED


def test_a_server_that_refuses_connections_in_the_middle_is_waited_for(new_stack: NewStack, tmp_path: Path) -> None:
    with simulator(profile="enterprise", supervisor=SUPERVISOR) as server:
        stack = new_stack(server.url)
        stack.write("acme")
        server.fault("auth.create_user", kind="refuse", seconds=15)
        run = stack.up().succeeded()
        assert run.messages().count("connection refused: waiting up to 60 s") == 1
        assert holdings(server, "Acme").people == FINISHED.people


def test_an_unknown_certificate_is_reported_and_a_ca_bundle_resolves_it(
    new_stack: NewStack, server: Simulator, tmp_path: Path
) -> None:
    with tls_front(server.url, tmp_path / "ca.pem") as url:
        stack = new_stack(url)
        stack.write("acme")
        (line,) = errors(failed_up(stack))
        assert "certificate" in line.lower()
        assert "clearml:api.caBundle" in line
        assert server.calls() == []
        stack.configure({"clearml:api": {"host": url, "caBundle": str(tmp_path / "ca.pem")}})
        stack.up().succeeded()
    assert holdings(server, "Acme") == FINISHED


def test_an_open_source_server_is_reported_as_lacking_the_feature(new_stack: NewStack) -> None:
    with simulator(profile="oss", supervisor=SUPERVISOR) as server:
        stack = new_stack(server.url)
        stack.write("acme")
        (line,) = errors(failed_up(stack))
    assert "is an open-source ClearML server" in line
    assert "require ClearML Enterprise" in line
