"""A project folder made of input lines, in which a row's command runs."""

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

_PROJECT = "name: clearml-platform\nruntime: python\n"
_STACK = (
    "stack | api: {host: https://api.clearml.example}",
    "stack | apiAccessKey: {secure: canary}",
    "stack | apiSecretKey: {secure: canary}",
)
_TENANTS = {
    "acme": ("name: Acme", "admin: {name: Ada, email: ada@acme.example}"),
    "globex": ("name: Globex", "admin: {name: Gus, email: gus@globex.example}"),
}
Keys = dict[str, str]


@dataclass
class ProjectFolder:
    """Content of a project folder, with the environment and the command of a row."""

    stack: Keys = field(default_factory=dict)
    tenants: dict[str, Keys] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    environ: Keys = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    misread: tuple[str, ...] = ()
    """Keys of secrets whose values HOCON would misread."""
    commands: tuple[tuple[str, ...], ...] = ()
    """Arguments of `python -m fleet`; none for a check of the settings alone."""

    @classmethod
    def of(cls, inputs: Iterable[str]) -> "ProjectFolder":
        """Collect input lines over the usual ones; a later line about a key replaces an earlier one."""
        folder = cls()
        for line in (*_STACK, "acme | ", *inputs):
            subject, _, content = line.partition(" | ")
            folder._add(subject.split(), content)
        return folder

    def _add(self, subject: list[str], content: str) -> None:
        match subject:
            case ["stack"]:
                _set(self.stack, content)
            case ["file", path]:
                self.files[path] = content.encode().decode("unicode_escape")
            case ["env", name]:
                self.environ[name] = content
            case ["missing"]:
                self.missing += (content,)
            case ["misread"]:
                self.misread += (content,)
            case ["run"]:
                self.commands += (tuple(content.split()),)
            case [slug] if slug in _TENANTS:
                keys = self.tenants.setdefault(slug, {line.partition(":")[0]: line for line in _TENANTS[slug]})
                _set(keys, content)
            case _:
                raise ValueError(f"no such input: {subject}")

    @contextmanager
    def current(self) -> Iterator[None]:
        """Make the folder the current one, in an environment without Pulumi."""
        environ = {"PATH": "/nonexistent", "COLUMNS": "120", **self.environ}
        with TemporaryDirectory() as folder, chdir(folder), patch.dict(os.environ, environ, clear=True):
            for path, text in self._texts().items():
                Path(path).parent.mkdir(parents=True, exist_ok=True)
                # One byte per character, so that a row can contain bytes that are not UTF-8.
                Path(path).write_bytes(text.encode("latin-1"))
            yield

    def _texts(self) -> Mapping[str, str]:
        config = "".join(f"  clearml:{line}\n" for line in self.stack.values())
        tenants = {f"tenants/dev/{slug}.yaml": "\n".join(keys.values()) + "\n" for slug, keys in self.tenants.items()}
        texts = {"Pulumi.yaml": _PROJECT, "Pulumi.dev.yaml": f"config:\n{config}", **tenants, **self.files}
        return {path: text for path, text in texts.items() if path not in self.missing}


def _set(keys: Keys, line: str) -> None:
    """Set a key to its line. `-key` removes a key, and `key.inner: value` adds to the mapping of a key."""
    key, _, value = line.partition(":")
    section, _, inner = key.partition(".")
    if line.startswith("-"):
        del keys[line.removeprefix("-")]
    elif inner:
        keys[section] = keys[section].replace("{", f"{{{inner}:{value}, ", 1)
    elif line:
        keys[key] = line
