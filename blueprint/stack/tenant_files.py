"""Lists a stack's tenant files, checks their names, and builds one tenant's settings from a file's data."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from blueprint.settings.checking.expect import Context
from blueprint.settings.checking.explain import explain
from blueprint.settings.checking.problems import Problem, SettingsError
from blueprint.settings.tenant.tenant import TenantFile, TenantSettings
from blueprint.settings.words.names import SLUG
from blueprint.stack.merge import merge

NAME = "a name such as acme-research.yaml (2 to 40 lower-case letters, digits and hyphens, at least one letter)"
_DEVICES = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
"""Names that Windows reserves, with any extension (Microsoft, "Naming Files, Paths, and Namespaces")."""
_FOR_PEOPLE = ("README.md",)


def tenant_paths(folder: Path) -> tuple[Path, ...]:
    """Return the tenant files of a folder, by name, without hidden files and README.md.

    Raises SettingsError if there is no such folder: a wrong stack name would otherwise mean a stack without tenants,
    and would remove them all.
    """
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        found = f"no readable folder ({error.strerror})"
        expected = "a folder with one <tenant>.yaml per tenant, or only .gitkeep for no tenants"
        raise SettingsError(Problem(str(folder), "", found, expected)) from None
    return tuple(path for path in entries if not path.name.startswith(".") and path.name not in _FOR_PEOPLE)


def name_problems(paths: tuple[Path, ...]) -> Iterator[Problem]:
    """Check the files' names: a name is the tenant's permanent key and must be valid on every file system."""
    names = {path.name for path in paths}
    for path in paths:
        if not path.is_file():
            yield Problem(str(path), "", "no regular file", "one <tenant>.yaml per tenant and nothing else")
        elif path.name.lower() != path.name and path.name.lower() in names:
            found = f"a name that differs from {path.name.lower()} in case only"
            yield Problem(str(path), "", found, "one file per tenant: on many file systems these two are the same file")
        elif not re.fullmatch(rf"{SLUG}\.yaml", path.name):
            yield Problem(str(path), "", "a file name that names no tenant", NAME)
        elif _DEVICES.fullmatch(path.stem):
            found = "a name that Windows reserves, so that the repository could not be cloned there"
            yield Problem(str(path), "", found, f"another one, such as {path.stem}-company.yaml")


def tenant(
    path: Path, own: Mapping[str, object], defaults: Mapping[str, object], extra: frozenset[str]
) -> TenantSettings:
    """Build one tenant from its file's data laid over the defaults. Raises SettingsError with all its problems."""
    context = Context(path.stem, extra)
    try:
        file = TenantFile.model_validate(merge(defaults, own), by_alias=True, by_name=False, context=context)
    except ValidationError as error:
        raise SettingsError(*(_about_slug(problem) for problem in explain(error, TenantFile, str(path)))) from None
    # The data is validated, with a context that a second validation would not have.
    return TenantSettings.model_construct(slug=path.stem, **dict(file))


def _about_slug(problem: Problem) -> Problem:
    expected = "no slug: the file's name is the tenant's permanent key"
    return replace(problem, expected=expected) if problem.path == "slug" else problem
