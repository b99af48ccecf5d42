"""A tenant file's service users and groups: what they may say, and what of the same file forbids them."""

from collections.abc import Callable

import pytest

from blueprint.settings.tenant.tenant import TenantSettings
from tests.blueprint.tenant_folder import Folder

ACME = "name: Acme\nadmin: {name: Ada, email: ada@acme.example}\n"
FULL = """\
limits: {serviceUsers: 2}
serviceUsers:
  ci: {generation: 2, runAsOwner: true, expiresInDays: 90}
  robot: {name: The robot, adopt: 02505b047fd24091ac90a59f0b665d01}
groups:
  scientists: {description: They experiment, users: [Bob@acme.example, ada@acme.example], serviceUsers: [ci]}
  queue_admins: {existing: true, users: [bob@acme.example]}
"""


def tenant(folder: Folder, text: str) -> TenantSettings:
    folder.write("acme.yaml", ACME + text)
    return folder.build().tenants[0]


def test_everything_that_can_be_said(folder: Folder) -> None:
    acme = tenant(folder, FULL)
    ci, robot = acme.service_users["ci"], acme.service_users["robot"]
    assert (ci.name, ci.generation, ci.run_as_owner, ci.expires_in_days) == (None, 2, True, 90)
    assert (robot.name, robot.generation, robot.run_as_owner) == ("The robot", 1, False)
    assert acme.groups["scientists"].users == ("ada@acme.example", "bob@acme.example")
    assert acme.groups["queue_admins"].existing


def test_a_file_without_them_has_none(folder: Folder) -> None:
    acme = tenant(folder, "serviceUsers:\ngroups:\n")
    assert (acme.service_users, acme.groups) == ({}, {})


def test_a_key_with_nothing_after_it_is_a_service_user(folder: Folder) -> None:
    assert tenant(folder, "serviceUsers: {ci: }\n").service_users["ci"].generation == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "limits: {serviceUsers: 1}\nserviceUsers: {a: {}, b: {}}\n",
            "limits.serviceUsers: found the number 1, expected at least 2, as many as there are under serviceUsers "
            "(clearml:tenantDefaults counts too)",
        ),
        (
            "features: {exclude: [service_users]}\nserviceUsers: {ci: {}}\n",
            "features.exclude: found 'service_users' while there are service users, expected no service users, or the "
            "feature not taken away (clearml:tenantDefaults counts too)",
        ),
        (
            "serviceUsers: {ci: {}, robot: {name: ci}}\n",
            "serviceUsers.ci.name: found 'ci' twice, expected a name of one service user only",
        ),
        (
            "serviceUsers: {CI: {}}\n",
            "serviceUsers.CI: found the key 'CI', expected 1 to 40 lower-case letters, digits and hyphens such as ci",
        ),
        (
            "serviceUsers: {ci: {generation: 0}}\n",
            "serviceUsers.ci.generation: found the number 0, expected a whole number, 1 or more",
        ),
        (
            "groups: {science: {serviceUsers: [ci]}}\n",
            "groups.science.serviceUsers: found 'ci', expected keys of this file's serviceUsers",
        ),
        (
            "groups: {admins: {users: [bob@acme.example]}}\n",
            "groups.admins: found the group 'admins', expected a group into which people are put; login.users and "
            "login.admins say who has which role",
        ),
        (
            "groups: {queue_admins: {users: [bob@acme.example]}}\n",
            "groups.queue_admins.existing: found false, expected true, since every server has this group",
        ),
        (
            "groups: {theirs: {existing: true, description: mine}}\n",
            "groups.theirs.description: found one, expected no description of a group that is another's",
        ),
    ],
)
def test_what_is_wrong_is_one_line(lines_of: Callable[[str], list[str]], text: str, line: str) -> None:
    assert lines_of(ACME + text) == [line]
