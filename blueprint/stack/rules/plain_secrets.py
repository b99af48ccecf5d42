"""Finds secrets by their form in every text of a stack's files, such as a GitHub token in an annotation.

Helm values are judged by the names of their keys too, where their type is (`blueprint.settings.words.open_values`).
"""

from collections.abc import Iterator, Mapping

from blueprint.catalog.secrets.shapes import shape_of
from blueprint.settings.checking.explain import Location, dotted
from blueprint.settings.checking.places import NAMESPACE, config_file
from blueprint.settings.checking.problems import Problem
from blueprint.stack.keys import Config, structured

_EXPECTED = "no secret in a plain file: an encrypted secret of the stack (docs/operations/secrets.md), or none"


def plain_secrets(stack: str, config: Config, files: Mapping[str, Mapping[str, object]]) -> Iterator[Problem]:
    """Search the configuration and the tenants' files, whether or not they are valid otherwise."""
    for path, what in _search(structured(config), ()):
        yield Problem(config_file(stack), f"{NAMESPACE}:{dotted(path)}", f"{what} (not shown)", _EXPECTED)
    for file, data in files.items():
        for path, what in _search(data, ()):
            yield Problem(file, dotted(path), f"{what} (not shown)", _EXPECTED)


def _search(data: object, path: Location) -> Iterator[tuple[Location, str]]:
    if isinstance(data, Mapping):
        for key, inner in data.items():
            yield from _search(inner, (*path, str(key)))
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            yield from _search(item, (*path, index))
    elif isinstance(data, str) and (what := shape_of(data)) is not None:
        yield path, what
