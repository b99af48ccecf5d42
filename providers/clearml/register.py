"""TenantRegister: a stack's tenants with their deletion modes and companies. Calls no API.

`conflicts` stops a run before anything is created or deleted: if the file of a protected tenant has disappeared, if two
tenants would hold one company, or if the connection leads to another server than the one in the state. The program asks
it with the state that the engine reports, and `check` with the inputs of the last run, if the engine does not. Pulumi's
`protect` and the checks of each resource stop such runs too, but later, one resource at a time and without file names.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from pulumi import ResourceOptions
from pulumi.dynamic import CheckFailure, CheckResult, DiffResult, Resource
from pydantic import Field

from providers.clearml.shared.base import NounProvider, Props
from providers.clearml.shared.same_server import unaccepted_server

FACTS = frozenset({"host", "server", "recorded", "companies", "formerly"})
"""Inputs that state what was true before the run. They change from run to run, which is no change of the register."""


class RegisterProps(Props):
    """`tenants` maps each slug to its deletion mode; `directory` contains the tenant files.

    `server` identifies the server of this connection, `recorded` lists the servers in the previous state, `host` is the
    address; None and empty if unknown. `companies` maps slugs of the previous state, and of files with `adopt`, to ids
    of companies. `formerly` maps the new slug of a renamed tenant to the old one.
    """

    tenant: str = "*"
    directory: str
    tenants: dict[str, str]
    host: str = ""
    server: str | None = None
    recorded: tuple[str, ...] = ()
    companies: dict[str, str] = Field(default_factory=dict)
    formerly: dict[str, str] = Field(default_factory=dict)


class RegisterProvider(NounProvider[RegisterProps, RegisterProps]):
    """Provider of TenantRegister. The resource id is constant."""

    props = RegisterProps
    state = RegisterProps
    on_server = False

    def title(self, props: RegisterProps) -> str:
        return "register of tenants"

    def check(self, olds: dict[str, Any], news: dict[str, Any]) -> CheckResult:
        """Add one failure per protected tenant without a file, per company of two tenants, and for a wrong server."""
        result = super().check(olds, news)
        if result.failures:
            return result
        old = RegisterProps.model_validate({"directory": "", "tenants": {}} | olds)
        messages = conflicts(old, RegisterProps.model_validate(news))
        return CheckResult(result.inputs, [CheckFailure("", message) for message in messages])

    def diff(self, id_: str, olds: dict[str, Any], news: dict[str, Any]) -> DiffResult:
        """Compare the tenants alone. Without a difference Pulumi stores the new facts too."""
        return super().diff(id_, _without_facts(olds), _without_facts(news))

    def create_object(self, new: RegisterProps) -> tuple[str, RegisterProps]:
        return "register", new

    def read_object(self, id_: str, old: RegisterProps) -> RegisterProps:
        return old

    def update_object(self, id_: str, old: RegisterProps, new: RegisterProps) -> RegisterProps:
        return new

    def delete_object(self, id_: str, old: RegisterProps) -> None:
        """Do nothing: the server has no such object."""


def _without_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in FACTS}


def conflicts(old: RegisterProps, new: RegisterProps) -> Iterator[str]:
    """Compare the last run with this one; one line per conflict."""
    renamed = {before: now for now, before in new.formerly.items()}
    for slug, mode in old.tenants.items():
        if mode == "protect" and slug not in new.tenants and slug not in renamed:
            yield _missing_file(old.directory, slug)
    foreign = None if new.server is None else unaccepted_server(new.recorded, new.server, new.host)
    if foreign is not None:
        yield foreign
    yield from _shared_companies(old, new, renamed)


def _shared_companies(old: RegisterProps, new: RegisterProps, renamed: Mapping[str, str]) -> Iterator[str]:
    """One line per company that two tenants would hold. A renamed tenant holds the company under its new slug."""
    stored = {slug: id_ for slug, id_ in old.companies.items() if slug in old.tenants}
    holders: dict[str, set[str]] = {}
    for slug, company in (stored | new.companies).items():
        holders.setdefault(company, set()).add(renamed.get(slug, slug))
    for company, slugs in sorted(holders.items()):
        if len(slugs) > 1:
            yield _shared(
                new.directory, company, sorted(slugs & new.tenants.keys()), sorted(slugs - new.tenants.keys())
            )


def _shared(directory: str, company: str, present: list[str], absent: list[str]) -> str:
    files = " and ".join(f"{directory}/{slug}.yaml" for slug in present)
    if not absent:
        return (
            f"company {company} would belong to two tenants: {files}; remove `adopt: {company}` from one of the files"
        )
    before = ", ".join(absent)
    return (
        f"tenant {', '.join(present)}: {files} takes over company {company} of tenant {before}, whose file "
        f"{directory}/{absent[0]}.yaml is missing and whose removal would delete or empty that company; if the tenant "
        f"was renamed, write `formerly: {absent[0]}` in place of `adopt: {company}`, otherwise restore the file"
    )


def _missing_file(directory: str, slug: str) -> str:
    return (
        f"tenant {slug} is protected, but its file {directory}/{slug}.yaml is missing; restore it, or if it was "
        f"renamed set `formerly: {slug}` in the new file; to remove the tenant set `deletion: retain` or "
        "`deletion: delete` in the file, run `pulumi up`, and only then remove the file"
    )


class TenantRegister(Resource, module="clearml", name="TenantRegister"):
    """The stack's tenants. State type: pulumi-python:dynamic/clearml:TenantRegister."""

    def __init__(self, name: str, args: Mapping[str, Any], opts: ResourceOptions) -> None:
        super().__init__(RegisterProvider(), name, dict(args), opts)
