"""Judges what is there after a disturbed command and the plain `pulumi up` that followed."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from tests.campaign.cases import Case
from tests.campaign.site import REMOVED, TENANTS, Clean, Server
from tests.live.tenants.holdings import NOTHING, Holdings, holdings
from tests.live.tenants.stack import SECRET_KEY, Stack

KINDS = ("lost", "orphaned", "duplicated", "leaked", "stuck")
Verdict = tuple[str, str]
"""One of KINDS, and what is wrong."""
LABEL = "clearml-platform:test:"


def judge(case: Case, stack: Stack, server: Server, clean: Clean, text: str) -> Iterator[Verdict]:
    """Everything that is wrong. `text` is all output of all commands."""
    state, outputs = server.simulator.state(), stack.outputs()
    there = [slug for slug in TENANTS if not (case.command == "removal" and slug == REMOVED)]
    for slug in TENANTS:
        expected = clean.expected[slug] if slug in there else NOTHING
        yield from _compare(slug, holdings(server.simulator, slug.title()), expected)
    yield from _orphans(state, {slug.title() for slug in there})
    yield from _outputs(outputs, state, set(there))
    yield from _leaks(outputs, stack.folder / "state", text)
    preview = stack.preview("--refresh", "--expect-no-changes")
    if preview.code != 0 or preview.steps:
        yield "stuck", f"the preview is not empty: {sorted(preview.steps)} {preview.problems()}"


def _compare(slug: str, actual: Holdings, expected: Holdings) -> Iterator[Verdict]:
    for field in fields(Holdings):
        has, wants = (_counted(getattr(one, field.name)) for one in (actual, expected))
        for value in (wants - has).elements():
            yield "lost", f"{slug}: {field.name} {value}"
        for value in (has - wants).elements():
            yield ("duplicated" if value in wants else "orphaned"), f"{slug}: {field.name} {value}"


def _counted(value: Any) -> Counter[str]:
    return Counter({"": value}) if isinstance(value, int) else Counter(value)


def _orphans(state: Any, names: set[str]) -> Iterator[Verdict]:
    """Companies of no tenant, logins of tenants that are gone, and live key pairs in companies that are deleted."""
    active = {row["id"]: row["name"] for row in state["companies"] if row["active"]}
    users = {row["id"]: row["company"] for row in state["users"] if not row["builtin"]}
    for id_, name in active.items():
        if name not in names and id_ in users.values():
            yield "orphaned", f"company {name}"
    for row in state["credentials"]:
        if row["user"] in users and users[row["user"]] not in active and str(row["label"]).startswith(LABEL):
            yield "orphaned", f"key pair {row['label']} in a deleted company"


def _outputs(outputs: Any, state: Any, there: set[str]) -> Iterator[Verdict]:
    """Tenants that the outputs lack, and key pairs or companies in them that do not work."""
    companies = {row["id"] for row in state["companies"] if row["active"]}
    users = {row["id"]: row["company"] for row in state["users"]}
    owners = {row["access_key"]: users.get(row["user"]) for row in state["credentials"]}
    if set(outputs.get("tenants", {})) != there:
        yield "lost", f"the outputs have the tenants {sorted(outputs.get('tenants', {}))}"
    for slug, tenant in outputs.get("tenants", {}).items():
        if tenant["companyId"] not in companies:
            yield "lost", f"{slug}: the company in the outputs is gone"
        for key in _values(outputs["tenantCredentials"].get(slug, {}), "accessKey"):
            if owners.get(key) != tenant["companyId"]:
                yield "lost", f"{slug}: a key pair in the outputs does not work"


def _leaks(outputs: Any, state: Path, text: str) -> Iterator[Verdict]:
    """Secrets in messages and in files of the state."""
    secrets = [*_values(outputs, "secretKey"), SECRET_KEY]
    files = [path.read_text(errors="replace") for path in state.rglob("*") if path.is_file()]
    for place, content in [("a message", text), *(("the state", file) for file in files)]:
        if any(secret in content for secret in secrets):
            yield "leaked", f"a secret key is in {place}"


def _values(node: Any, key: str) -> list[str]:
    if not isinstance(node, dict):
        return []
    own = [node[key]] if isinstance(node.get(key), str) else []
    return own + [value for inner in node.values() for value in _values(inner, key)]
