"""Names that the agent's chart would split or change are refused; other unusual ones are reported."""

import pytest

from blueprint.plan.workers.names import name_problems, name_warnings
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

SPLIT = [
    "my queue",
    "a,b,c",
    "gpu:0",
    "a\tb",
    "a;b",
    "$HOME",
    "a`b`",
    "'a'",
    "{{a}}",
    "-gpu",
    "123",
    "true",
    "1e3",
    "0x10",
]


@pytest.mark.parametrize("name", SPLIT)
def test_a_name_that_no_chart_carries_is_refused(name: str) -> None:
    (problem,) = name_problems("acme.yaml", [name])

    assert "displayName" in problem.expected


@pytest.mark.parametrize("name", ["default", "gpu-0.5", "A_b", "gpu1", "1g.5gb", "größe", "a/b"])
def test_other_names_are_accepted(name: str) -> None:
    assert list(name_problems("acme.yaml", [name])) == []


def test_unusual_names_are_reported() -> None:
    assert len(list(name_warnings("acme.yaml", ["default", "größe", "a/b", "gpu-0.5"]))) == 2


def test_the_file_is_refused(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {my queue: {displayName: My queue}}}"))

    (line,) = folder.lines(workers())

    assert matches(line, 'acme.yaml: workers.queues."my queue" | cannot carry | displayName')


def test_a_stack_without_workers_may_have_any_name(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "{queues: {my queue: {}}}"))

    assert folder.build().tenants
