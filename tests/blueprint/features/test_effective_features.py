"""The features of a tenant and its users, and the line that explains each of them."""

from collections.abc import Mapping

import pytest

from blueprint.catalog.features import FEATURES
from blueprint.features.effective import EffectiveFeatures, effective, exported, features_of
from blueprint.features.sources import FeatureSources
from tests.blueprint import platform_config
from tests.blueprint.tenant_folder import Folder

ADMIN = "admin: {name: Ada, email: ada@acme.example}\n"
SERVER = "clearml:controlPlane.server"
WITHOUT_EFFECT = {"experiments", "queues"}


def built(
    folder: Folder, text: str = "", config: Mapping[str, object] | None = None, **options: str
) -> EffectiveFeatures:
    """Return the features of a tenant `acme` whose file also has `text`, by default on the stack's own server."""
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}{text}")
    settings = folder.build(platform_config.server() if config is None else config)
    return features_of(settings, settings.tenants[0], **options)


def grouped(**groups: list[str]) -> dict[str, object]:
    """Return a server that has the feature reports, and groups with these features."""
    sections = {name: {"features": features} for name, features in groups.items()}
    return platform_config.server(features=["reports"], groups=sections)


def test_a_company_has_the_servers_and_its_own_features_except_excluded_ones(folder: Folder) -> None:
    config = platform_config.server(features=["reports", "app_management"])
    features = built(folder, "features: {enable: [pipelines], exclude: [app_management]}\n", config)

    assert set(features.company) == WITHOUT_EFFECT | {"pipelines", "reports"}
    assert features.company == tuple(sorted(features.company))


def test_without_group_lists_all_users_have_the_companys_features(folder: Folder) -> None:
    features = built(folder, "features: {enable: [pipelines]}\n")

    assert features.roles == {"user": features.company, "admin": features.company}


def test_a_list_of_admins_only_limits_no_user(folder: Folder) -> None:
    features = built(folder, "", grouped(admins=["pipelines"]))

    assert features.roles["user"] == features.company
    assert "reports" in features.company


def test_a_user_has_the_union_of_the_groups_limited_to_the_companys_features(folder: Folder) -> None:
    config = grouped(users=["reports"], admins=["pipelines", "config_vault"], scientists=["pipelines"])
    features = built(folder, "features: {enable: [pipelines]}\n", config)

    assert set(features.roles["user"]) == WITHOUT_EFFECT | {"reports"}
    assert set(features.roles["admin"]) == WITHOUT_EFFECT | {"reports", "pipelines"}
    assert {name: set(held) - WITHOUT_EFFECT for name, held in features.groups.items()} == {
        "scientists": {"reports", "pipelines"}
    }


def test_an_empty_list_of_users_leaves_ordinary_users_no_features(folder: Folder) -> None:
    features = built(folder, "", grouped(users=[], admins=["reports"]))

    assert set(features.roles["user"]) == WITHOUT_EFFECT
    assert "reports" in features.roles["admin"]


@pytest.mark.parametrize(("version", "has"), [("3.24.9-1657", False), ("3.25.0", True), ("3.100", True), (None, True)])
def test_a_feature_newer_than_the_server_is_missing(folder: Folder, version: str | None, has: bool) -> None:
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}features: {{enable: [show_datasets]}}\n")
    settings = folder.build(platform_config.server())

    features = features_of(settings, settings.tenants[0], version)

    assert ("show_datasets" in features.company, "show_datasets" in features.roles["user"]) == (has, has)


@pytest.mark.parametrize(("version", "has"), [("3.24.9-1657", False), ("3.29", True), (None, True)])
@pytest.mark.parametrize("described", [False, True])
def test_the_export_leaves_out_features_newer_than_the_server(
    folder: Folder, version: str | None, has: bool, described: bool
) -> None:
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}features: {{enable: [show_datasets]}}\n")
    options = {} if version is None else {"serverVersion": version}
    whole: dict[str, object] = {"controlPlane": {"baseDomain": "clearml.example", **options}}
    settings = folder.build(DESCRIBED | whole if described else platform_config.control_plane(**options))
    tenant = settings.tenants[0]

    company = exported(settings, tenant)["company"]

    assert isinstance(company, list)
    assert ("show_datasets" in company) is has
    assert "show_datasets" in features_of(settings, tenant, "3.100").company


def test_the_features_of_another_stacks_server_are_unknown(folder: Folder) -> None:
    features = built(folder, "features: {enable: [pipelines]}\n", {})

    assert not features.server_known
    assert set(features.company) == WITHOUT_EFFECT | {"pipelines"}
    assert features.roles == {}


DESCRIBED: dict[str, object] = {"scope": "tenants", "cluster": {"context": "production"}}


def test_a_description_of_another_stacks_server_is_used(folder: Folder) -> None:
    bare = DESCRIBED | {"controlPlane": {"baseDomain": "clearml.example"}}
    assert not built(folder, "", bare).server_known

    full = DESCRIBED | {"controlPlane": {"baseDomain": "clearml.example", "server": {"features": ["reports"]}}}
    features = built(folder, "", full)
    assert "reports" in features.roles["user"]
    assert f"{SERVER}.features in the stack" in features.why("pipelines")


def test_what_no_setting_decides_is_unknown(folder: Folder) -> None:
    features = built(folder, "features: {enable: [pipelines], exclude: [reports]}\n")

    assert "applications" in features.undecided
    assert {"pipelines", "reports", "queues"} & set(features.undecided) == set()
    assert not features.server_known
    assert features.sources.members_have("applications", ("users",)) is None


def test_a_list_of_users_decides_what_is_not_in_it(folder: Folder) -> None:
    features = built(folder, "", grouped(users=["reports"], scientists=["applications"]))

    assert features.sources.members_have("applications", ("users",)) is False
    assert features.sources.members_have("applications", ("users", "scientists")) is None
    assert features.why("applications").startswith("acme: role user lacks applications: the users group does not")


def test_settings_that_decide_everything_leave_nothing_open(folder: Folder) -> None:
    features = built(folder, "", platform_config.server(features=sorted(FEATURES)))

    assert (features.undecided, features.server_known) == ((), True)


def test_extra_features_of_the_stack_count(folder: Folder) -> None:
    config = platform_config.server(features=["reports"]) | {"extraFeatures": ["brand_new"]}
    assert "brand_new" in built(folder, "features: {enable: [brand_new]}\n", config).company


def test_the_export_is_plain_data(folder: Folder) -> None:
    folder.write("acme.yaml", f"name: Acme\n{ADMIN}features: {{enable: [pipelines]}}\n")
    settings = folder.build(grouped(users=["reports"], scientists=["pipelines"]))

    assert exported(settings, settings.tenants[0]) == {
        "company": ["experiments", "pipelines", "queues", "reports"],
        "roles": {"user": ["experiments", "queues", "reports"], "admin": ["experiments", "queues", "reports"]},
        "groups": {"scientists": ["experiments", "pipelines", "queues", "reports"]},
        "undecided": sorted(FEATURES.keys() - {"experiments", "pipelines", "queues", "reports"}),
        "serverKnown": False,
    }


@pytest.mark.parametrize(
    ("text", "config", "verdict", "words"),
    [
        pytest.param(
            "",
            platform_config.server(),
            "user may have",
            ("features.enable in tenants/dev/acme.yaml", f"{SERVER}.features in Pulumi.dev.yaml"),
            id="nowhere",
        ),
        pytest.param(
            "features: {exclude: [pipelines]}\n",
            platform_config.server(features=["pipelines"]),
            "admin lacks",
            ("features.exclude in tenants/dev/acme.yaml",),
            id="excluded",
        ),
        pytest.param(
            "",
            platform_config.server(features=["pipelines"])
            | {"tenantDefaults": {"features": {"exclude": ["pipelines"]}}},
            "user lacks",
            ("clearml:tenantDefaults.features.exclude in Pulumi.dev.yaml",),
            id="excluded-for-all",
        ),
        pytest.param(
            "",
            {},
            "user may have",
            ("features.enable in tenants/dev/acme.yaml", "do not show"),
            id="unknown-server",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            grouped(users=["reports"], scientists=["pipelines"]),
            "user lacks",
            ("users group does", f"{SERVER}.groups.users.features in Pulumi.dev.yaml", "scientists"),
            id="group",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            grouped(users=[], admins=["reports"]),
            "admin lacks",
            ("users and admins groups do", f"{SERVER}.groups.admins.features in Pulumi.dev.yaml"),
            id="groups",
        ),
        pytest.param(
            "",
            platform_config.server(features=["pipelines"], uiFeatures={"user": {"pipelines": False}}),
            "user has",
            (f"{SERVER}.features in Pulumi.dev.yaml", f"{SERVER}.uiFeatures.user.pipelines"),
            id="by-server",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            grouped(users=["pipelines"]),
            "admin has",
            ("features.enable in tenants/dev/acme.yaml", "through the group users"),
            id="by-tenant",
        ),
        pytest.param(
            "features: {enable: [pipelines]}\n",
            {},
            "user has",
            ("features.enable in tenants/dev/acme.yaml", "do not show"),
            id="by-tenant-on-unknown-server",
        ),
    ],
)
def test_why(folder: Folder, text: str, config: Mapping[str, object], verdict: str, words: tuple[str, ...]) -> None:
    line = built(folder, text, config).why("pipelines", verdict.split()[0])

    assert line.startswith(f"acme: role {verdict} pipelines: ")
    assert [word for word in words if word not in line] == []


def test_why_of_a_feature_without_effect(folder: Folder) -> None:
    why = built(folder, "features: {exclude: [queues]}\n", grouped(users=[])).why("queues")

    assert why.startswith("acme: role user has queues: ")
    assert "no effect" in why


def test_why_names_the_version_before_other_obstacles() -> None:
    sources = FeatureSources("dev", "acme", exclude=("show_datasets",), version="3.24")
    why = effective(sources).why("show_datasets")

    assert why.startswith("acme: role user lacks show_datasets: ")
    assert "3.24" in why
    assert "3.25" in why


def test_why_agrees_with_the_lists(folder: Folder) -> None:
    config = grouped(users=["reports"], admins=["pipelines"], scientists=["config_vault"])
    features = built(folder, "features: {enable: [pipelines, applications]}\n", config)
    for role, held in features.roles.items():
        for name in ("reports", "pipelines", "applications", "config_vault", "queues", "show_datasets"):
            assert (f"role {role} has {name}:" in features.why(name, role)) == (name in held)
