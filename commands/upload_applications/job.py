"""The settings of one upload, read from the environment (APPS_*) into one frozen object."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from commands.environment import Environment
from commands.failure import Failure

KEY, USER = "key", "user"


@dataclass(frozen=True)
class UploadJob:
    """One archive for one server.

    `command_line` is the form of the script's options: `key` is the newest one (`--host --key --secret --command upload
    --dir apps -ml`), `user` that of the guide of 2025-04-03 (`--host --user --password --dir apps -ml`). `timeout` is
    the script's time limit in seconds. Keys default to the variables of the vendor's SDK, CLEARML_API_ACCESS_KEY and
    CLEARML_API_SECRET_KEY.
    """

    archive: Path
    sha256: str
    host: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    command_line: str
    timeout: float

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> UploadJob:
        """Read APPS_*. Raises Failure with all problems on one line."""
        variables = Environment(environ)
        job = cls(
            archive=Path(variables.text("APPS_ARCHIVE")),
            sha256=variables.text("APPS_SHA256").lower(),
            host=variables.text("APPS_HOST"),
            access_key=variables.text("APPS_ACCESS_KEY", environ.get("CLEARML_API_ACCESS_KEY") or None),
            secret_key=variables.text("APPS_SECRET_KEY", environ.get("CLEARML_API_SECRET_KEY") or None),
            command_line=variables.one_of("APPS_COMMAND_LINE", (KEY, USER)),
            timeout=variables.seconds("APPS_TIMEOUT", 900),
        )
        variables.require_valid()
        if not re.fullmatch("[0-9a-f]{64}", job.sha256):
            raise Failure("APPS_SHA256 must be 64 hexadecimal digits, as `sha256sum` prints them")
        return job

    def arguments(self) -> list[str]:
        """Arguments of the vendor's script, without its name."""
        host = _option("--host", self.host)
        if self.command_line == USER:
            keys = [*_option("--user", self.access_key), *_option("--password", self.secret_key)]
            return [*host, *keys, "--dir", "apps", "-ml"]
        keys = [*_option("--key", self.access_key), *_option("--secret", self.secret_key)]
        return [*host, *keys, "--command", "upload", "--dir", "apps", "-ml"]


def _option(name: str, value: str) -> list[str]:
    """An option as the guides write it, or with `=` if the value begins with `-` and would be parsed as an option."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]
