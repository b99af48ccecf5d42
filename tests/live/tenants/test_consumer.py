"""examples/stack-reference: another project reads one tenant's key pair from the stack and uses it against the API."""

import pytest

from tests.live.tenants.stack import NAME, ROOT, Project, Stack
from tests.sandbox.clearml.process import Simulator

pytestmark = pytest.mark.engine

CONSUMER = ROOT / "examples" / "stack-reference"


@pytest.fixture
def consumer(stack: Stack) -> Project:
    """The example in its folder below the program's, with the same state."""
    folder = stack.folder / "examples" / "stack-reference"
    folder.mkdir(parents=True)
    for path in CONSUMER.iterdir():
        if path.name in ("Pulumi.yaml", "__main__.py", "contract.py"):
            (folder / path.name).symlink_to(path)
    project = Project(folder, stack.folder)
    project.pulumi("stack", "init")
    project.configure({"clearml-stack-reference:platformStack": f"organization/clearml-platform/{NAME}"})
    return project


def test_a_consumer_reads_one_pair_and_uses_it(stack: Stack, consumer: Project, server: Simulator) -> None:
    stack.write("acme")
    stack.up().succeeded()
    server.clear_calls()

    consumer.up().succeeded()

    (call,) = server.calls()
    assert call["user"] == stack.outputs()["tenants"]["acme"]["adminId"]
    outputs = consumer.outputs()
    pair = stack.outputs()["tenantCredentials"]["acme"]["agent"]
    assert outputs == {"company": "Acme", "accessKey": pair["accessKey"]}
    assert not any(secret in consumer.export() for secret in pair.values())

    consumer.configure({"clearml-stack-reference:tenant": "umbrella"})
    problems = consumer.up().failed().problems()
    line = f"stack organization/clearml-platform/{NAME}: output tenants has no tenant 'umbrella'; it has acme"
    assert any(line in problem for problem in problems)
    assert not any("Traceback" in problem for problem in problems)
