"""Stand-in programs for the tests of the toolchain: shell scripts on PATH in place of Go and Pulumi."""

from pathlib import Path


def make_program(path: Path, body: str) -> Path:
    """Write an executable shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return path


def make_pulumi(folder: Path, version: str, *, language_host: bool = True) -> Path:
    """Write a `pulumi` that prints its version and records its arguments, and optionally a language host."""
    if language_host:
        make_program(folder / "pulumi-language-python", "exit 0")
    return make_program(
        folder / "pulumi", f'[ "$1" = version ] && {{ echo {version}; exit; }}\necho "$@" >> "$0.calls"'
    )
