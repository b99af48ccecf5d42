"""`formerly`: which former names a file may have, and that the namespace of a renamed tenant's workers is decided."""

import pytest

from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder
from tests.blueprint.worker_config import tenant, workers

PLAIN = "name: {}\nadmin: {{name: A, email: a@{}.example}}\n"
QUEUES = "{queues: {default: {fraction: 0.5}}}"


def write(folder: Folder, slug: str, more: str = "") -> None:
    folder.write(f"{slug}.yaml", PLAIN.format(slug, slug) + more)


def test_a_former_name_without_a_file_is_accepted(folder: Folder) -> None:
    write(folder, "acmecorp", "formerly: acme")
    write(folder, "globex")
    (acme, _) = folder.build().tenants
    assert (acme.slug, acme.formerly) == ("acmecorp", "acme")


@pytest.mark.parametrize(
    ("former", "line"),
    [
        ("globex", "acme.yaml: formerly | 'globex' | globex.yaml exists"),
        ("acme", "acme.yaml: formerly | 'acme' | acme.yaml exists"),
        ("Not_A_Slug", "acme.yaml: formerly | 'Not_A_Slug'"),
    ],
)
def test_a_name_in_use_and_a_malformed_one_are_refused(folder: Folder, former: str, line: str) -> None:
    write(folder, "acme", f"formerly: {former}")
    write(folder, "globex")
    (problem,) = folder.lines()
    assert matches(problem, line), problem


def test_two_files_exchange_no_names(folder: Folder) -> None:
    """One run cannot tell which company belongs to which file."""
    write(folder, "acme", "formerly: globex")
    write(folder, "globex", "formerly: acme")
    assert [line.partition(": found ")[0] for line in folder.lines()] == [
        "acme.yaml: formerly",
        "globex.yaml: formerly",
    ]


def test_one_former_name_has_one_successor(folder: Folder) -> None:
    for slug in ("one", "three", "two"):
        write(folder, slug, "formerly: acme")
    first, second = folder.lines()
    assert matches(first, "three.yaml: formerly | 'acme' | one.yaml:3 has too (formerly)"), first
    assert matches(second, "two.yaml: formerly | 'acme' | one.yaml:3 has too (formerly)"), second


class TestNamespace:
    def test_it_has_to_be_decided_and_both_ways_are_named(self, folder: Folder) -> None:
        folder.write("acmecorp.yaml", tenant("Acme", QUEUES) + "\nformerly: acme\n")
        (problem,) = folder.lines(workers())
        expected = (
            "acmecorp.yaml: workers.namespace | acme.yaml | workers.namespace: acme | workers.namespace: acmecorp"
        )
        assert matches(problem, expected), problem

    @pytest.mark.parametrize("namespace", ["acme", "acmecorp"])
    def test_the_decision_is_followed(self, folder: Folder, namespace: str) -> None:
        queues = QUEUES.removesuffix("}") + f", namespace: {namespace}}}"
        folder.write("acmecorp.yaml", tenant("Acme", queues) + "\nformerly: acme\n")
        assert folder.build(workers()).plans["acmecorp"].place.namespace == namespace

    def test_a_tenant_without_workers_has_nothing_to_decide(self, folder: Folder) -> None:
        folder.write("acmecorp.yaml", tenant("Acme", QUEUES) + "\nformerly: acme\n")
        assert folder.build().plans == {}
