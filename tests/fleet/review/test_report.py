"""What a report concludes from a preview: verdict, exit code, dangers, and no secret."""

import json

import pytest

from fleet.review.formats.as_json import as_json
from fleet.review.formats.markdown import markdown
from fleet.review.preview import PreviewUnreadable, parse
from fleet.review.report import Report, report_of
from tests.fleet.review.kinds import HERE
from tests.fleet.review.steps import TENANT, preview, step, urn

COMPANY = urn("pulumi-python:dynamic/clearml:Company", "acme", TENANT)
POLICY = urn("kubernetes:networking.k8s.io/v1:NetworkPolicy", "acme/allow-egress", TENANT)
RELEASE = urn("kubernetes:helm.sh/v3:Release", "clearml-enterprise", "clearml:platform:Platform")
QUOTA = urn("kubernetes:core/v1:ResourceQuota", "acme/tenant", TENANT)
SECRET = urn("kubernetes:core/v1:Secret", "acme/clearml-redis", TENANT)


def recorded(kind: str) -> Report:
    return report_of(parse((HERE / "previews" / f"{kind}.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("kind", "exit_code"),
    [
        ("nothing", 0),
        ("rename", 2),
        ("new-tenant", 2),
        ("rotation", 2),
        ("chart-bump", 2),
        ("drift", 2),
        ("removal", 3),
        ("everything", 3),
        ("replacement", 3),
        ("refused", 1),
        ("removal-refused", 1),
        ("drift-conflict", 1),
    ],
)
def test_exit_code_of_a_real_preview(kind: str, exit_code: int) -> None:
    assert recorded(kind).exit_code == exit_code


@pytest.mark.parametrize(
    ("op", "changed", "word"),
    [
        ("delete", COMPANY, "company"),
        ("replace", COMPANY, "replaced"),
        ("delete-replaced", COMPANY, "replaced"),
        ("delete", POLICY, "protection"),
        ("replace", RELEASE, "ClearML server"),
        ("delete", RELEASE, "ClearML server"),
        ("discard", COMPANY, "leaves the state"),
    ],
)
def test_a_loss_needs_a_second_approval(op: str, changed: str, word: str) -> None:
    report = report_of(parse(preview(step(op, changed, {"name": "Acme"}, {"name": "Acme"}))))
    assert (report.exit_code, len(report.dangers)) == (3, 1)
    assert word in report.dangers[0]


@pytest.mark.parametrize(
    ("changed", "old", "new"),
    [
        (COMPANY, {"deletion": "protect"}, {"deletion": "delete"}),
        (COMPANY, {"deletion": "protect"}, {"deletion": "retain"}),
        (QUOTA, {"spec": {"hard": {"pods": "4"}}}, {"spec": {"hard": {}}}),
        (
            urn("kubernetes:core/v1:Namespace", "acme", TENANT),
            {"metadata": {"labels": {"pod-security.kubernetes.io/enforce": "restricted"}}},
            {"metadata": {"labels": {}}},
        ),
    ],
)
def test_a_loosened_protection_needs_a_second_approval(
    changed: str, old: dict[str, object], new: dict[str, object]
) -> None:
    assert report_of(parse(preview(step("update", changed, old, new)))).exit_code == 3
    assert report_of(parse(preview(step("update", changed, new, old)))).exit_code == 2


def test_a_failed_preview_never_reads_as_nothing() -> None:
    report = report_of(parse(preview(errors=["cannot reach the server"])))
    assert (report.verdict, report.exit_code) == ("failed", 1)
    assert "cannot reach the server" in markdown(report)


def test_changes_that_only_the_engine_counts_are_changes() -> None:
    assert report_of(parse(json.dumps({"steps": [], "changeSummary": {"update": 2}}))).exit_code == 2


@pytest.mark.parametrize(
    "text",
    ["", "error: no stack selected", '{"steps": [', "{}", "[]", '{"steps": []}', '{"sequence": 1}\n{"sequence": 2}'],
)
def test_what_is_no_preview_is_refused(text: str) -> None:
    with pytest.raises(PreviewUnreadable):
        parse(text)


@pytest.mark.parametrize(
    "inputs",
    [
        {"adminPassword": "hunter2hunter2"},
        {"data": "-----BEGIN RSA PRIVATE KEY-----\nMIIB"},
        {"values": {"script": "export CLEARML_API_SECRET_KEY=hunter2hunter2"}},
        {"values": {"extraEnv": [{"name": "GIT_PASS", "password": "hunter2hunter2"}]}},
        {"stringData": {"token": "hunter2hunter2"}},
    ],
)
def test_no_secret_is_shown(inputs: dict[str, object]) -> None:
    report = report_of(parse(preview(step("update", SECRET, {}, inputs))))
    for text in (markdown(report), as_json(report)):
        assert "hunter2hunter2" not in text
        assert "MIIB" not in text


def test_a_secret_whose_values_the_engine_hides_is_a_change() -> None:
    hidden = {"values": {"password": "[secret]"}}
    release = urn("kubernetes:helm.sh/v3:Release", "acme/agent", TENANT)
    [item] = (
        report_of(parse(preview(step("update", release, hidden, hidden, changed=["values.password"])))).groups[0].items
    )
    assert "values.password" in item.text


def test_markdown_shows_names_as_they_are() -> None:
    name = "<script>alert(1)</script> @ops [x](http://evil.example) | `a`"
    text = markdown(report_of(parse(preview(step("create", COMPANY, None, {"name": name})))))
    assert "<script>" not in text
    assert "@ops" not in text
    assert "[x](" not in text


def test_markdown_fits_a_comment_and_counts_what_does_not() -> None:
    steps = [step("create", COMPANY.replace("::acme", f"::tenant-{n}"), None, {"name": f"T{n}"}) for n in range(3000)]
    text = markdown(report_of(parse(preview(*steps))))
    assert len(text) < 65_536
    assert "lines do not fit here" in text


WHITELIST = urn("pulumi-python:dynamic/clearml:LoginWhitelist", "acme", TENANT)
GUARD = urn("pulumi-python:dynamic/clearml:TenantRegister", "protected")
REMOVED = step("delete", urn(TENANT, "globex"), {}, None)


def test_a_person_who_becomes_an_admin_of_the_same_tenant_does_not_move() -> None:
    old, new = {"users": ["bob@acme.example"]}, {"admins": ["bob@acme.example"]}
    assert report_of(parse(preview(step("update", WHITELIST, old, new)))).moves == ()


def test_tenants_that_lose_the_protection_of_their_server_are_named_and_removed_ones_are_not() -> None:
    old = {"tenants": {"acme": "guarded", "globex": "guarded"}}
    report = report_of(parse(preview(step("update", GUARD, old, {"tenants": {}}), REMOVED)))
    [danger] = [each for each in report.dangers if each.startswith("the platform")]
    assert danger == "the platform: no longer protected from removal: acme"


def test_a_resource_that_loses_the_engines_protection_needs_a_second_approval() -> None:
    lifted = step("update", RELEASE, {"version": "1.0.0"}, {"version": "1.0.1"}, protect=True)
    lifted["newState"]["protect"] = False
    assert report_of(parse(preview(lifted))).exit_code == 3


def test_an_agent_that_is_installed_anew_loses_nothing() -> None:
    agent = urn("kubernetes:helm.sh/v3:Release", "acme/agent", TENANT)
    report = report_of(parse(preview(step("replace", agent, {"namespace": "a"}, {"namespace": "b"}))))
    assert "lost" not in report.groups[0].items[0].text


def test_a_property_without_visible_values_is_named() -> None:
    text = as_json(report_of(parse(preview(step("update", SECRET, {}, {}, changed=["spec.apiSecret"])))))
    assert "spec.apiSecret changes" in text
