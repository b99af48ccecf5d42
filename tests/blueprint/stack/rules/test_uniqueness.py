"""What only one tenant may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blueprint.stack.rules.uniqueness import duplicates
from tests.blueprint.problem_lines import matches
from tests.blueprint.tenant_folder import Folder

ID = "103ef87e1c40446397c4460d650a3986"


def tenant(name: str, rest: str = "") -> str:
    """A tenant file of this name."""
    return f"name: {name}\nadmin: {{name: Ada, email: admin@{name.lower()}.example}}\n{rest}"


LOOKS_LIKE_APPLE = "\N{CYRILLIC SMALL LETTER A}pple".encode("idna").decode()


@pytest.mark.parametrize(
    ("first", "second", "line"),
    [
        (
            tenant("Acme"),
            tenant("Globex").replace("Globex", "' ACME '", 1),
            "name | ' ACME ' in line 1 | a-acme.yaml:1 has too (name)",
        ),
        (
            tenant("Acme", "login: {users: [bob@partner.example]}"),
            tenant("Globex", "login: {admins: [x@globex.example, Bob@Partner.example]}"),
            "login.admins[1] | 'Bob@Partner.example' in line 3 | (login.users[0]) | e-mail",
        ),
        (
            tenant("Acme", "login: {users: [admin@globex.example]}"),
            tenant("Globex"),
            "admin.email | 'admin@globex.example' | (login.users[0]) | e-mail",
        ),
        (
            tenant("Acme", "login: {domains: [shared.example]}"),
            tenant("Globex", "login: {domains: [SHARED.example]}"),
            "login.domains[0] | 'SHARED.example' in line 3 | a-acme.yaml:3 | (login.domains[0]) | domain",
        ),
        (
            tenant("Acme"),
            tenant("Globex").replace("Globex", "\N{CYRILLIC CAPITAL LETTER A}cm\N{CYRILLIC SMALL LETTER IE}", 1),
            "name | in line 1 | a-acme.yaml:1 has too (name)",
        ),
        (
            tenant("Acme", "login: {domains: [apple.example]}"),
            tenant("Globex", f"login: {{domains: [{LOOKS_LIKE_APPLE}.example]}}"),
            "login.domains[0] | a-acme.yaml:3 has too (login.domains[0])",
        ),
        (
            tenant("Acme", "login: {sso: {tenant: t1}}"),
            tenant("Globex", "login: {sso: {tenant: t1}}"),
            "login.sso.tenant | 't1' | (login.sso.tenant) | external tenant",
        ),
        (
            tenant("Acme", f"adopt: {ID}"),
            tenant("Globex", f"adopt: {ID}"),
            f"adopt | '{ID}' | (adopt) | company",
        ),
    ],
)
def test_a_duplicate_names_both_files(folder: Folder, first: str, second: str, line: str) -> None:
    folder.write("a-acme.yaml", first)
    folder.write("b-globex.yaml", second)

    (problem,) = folder.lines()
    assert matches(problem, f"b-globex.yaml: {line}")


def test_a_duplicate_is_found_although_both_files_have_other_mistakes(folder: Folder) -> None:
    folder.write("a-acme.yaml", tenant("Acme", "login: {domains: [shared.example]}\nstate: off"))
    folder.write("b-globex.yaml", tenant("Globex", "login: {domains: [shared.example]}\nstate: off"))

    assert [line.split(": ")[1] for line in folder.lines()] == ["state", "login.domains[0]", "state"]


def test_an_address_may_belong_to_another_tenant_than_its_domain(folder: Folder) -> None:
    folder.write("acme.yaml", tenant("Acme", "login: {domains: [acme.example]}"))
    folder.write("globex.yaml", tenant("Globex", "login: {users: [guest@acme.example]}"))

    assert len(folder.build().tenants) == 2


def test_an_address_may_occur_twice_in_one_file(folder: Folder) -> None:
    folder.write(
        "acme.yaml", tenant("Acme", "login: {admins: [admin@acme.example], users: [a@b.example, A@b.example]}")
    )

    assert folder.build().tenants[0].login.users == ("a@b.example",)


WORD = st.sampled_from(["x@a.example", "X@A.example", "y@a.example", 5, None])
FILE = st.fixed_dictionaries({"login": st.fixed_dictionaries({"users": st.lists(WORD, max_size=4)})})


@given(st.dictionaries(st.sampled_from(["a.yaml", "b.yaml", "c.yaml"]), FILE))
def test_order_of_files_and_entries_never_changes_the_duplicates(
    files: dict[str, dict[str, object]],
) -> None:
    turned = {name: {"login": {"users": data["login"]["users"][::-1]}} for name, data in reversed(files.items())}  # type: ignore[index]  # the strategy above builds nested mappings

    assert {(p.file, p.found.lower()) for p in duplicates(files)} == {
        (p.file, p.found.lower()) for p in duplicates(turned)
    }


def test_names_and_domains_that_differ_by_an_accent_are_two(folder: Folder) -> None:
    folder.write("one.yaml", tenant("Muller", "login: {domains: [bucher.example]}"))
    two = tenant("Globex", "login: {domains: [xn--bcher-kva.example]}").replace("name: Globex", "name: M\u00fcller", 1)
    folder.write("two.yaml", two)

    assert len(folder.build().tenants) == 2
