"""What is to be uploaded where: the environment of the program as one frozen object."""

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

    `command_line` is the form of the vendor's script: `key` is the newest one (`--host --key --secret --command upload
    --dir apps -ml`), `user` the one of the guide of 2025-04-03 (`--host --user --password --dir apps -ml`).
    `timeout` is how many seconds the script may take. Keys that are not given are those of the vendor SDK's names,
    CLEARML_API_ACCESS_KEY and CLEARML_API_SECRET_KEY, as everywhere in this program.
    """

    archive: Path
    sha256: str
    host: str
    access_key: str = field(repr=False)
    secret_key: str = field(repr=False)
    command_line: str
    timeout: float

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> UploadJob:
        """The job that the environment describes (APPS_*); raises Failure naming all that is wrong with it."""
        given = Environment(environ)
        job = cls(
            archive=Path(given.text("APPS_ARCHIVE")),
            sha256=given.text("APPS_SHA256").lower(),
            host=given.text("APPS_HOST"),
            access_key=given.text("APPS_ACCESS_KEY", environ.get("CLEARML_API_ACCESS_KEY") or None),
            secret_key=given.text("APPS_SECRET_KEY", environ.get("CLEARML_API_SECRET_KEY") or None),
            command_line=given.one_of("APPS_COMMAND_LINE", (KEY, USER)),
            timeout=given.seconds("APPS_TIMEOUT", 900),
        )
        given.require_sound()
        if not re.fullmatch("[0-9a-f]{64}", job.sha256):
            raise Failure("APPS_SHA256 must be 64 hexadecimal digits, as `sha256sum` prints them")
        return job

    def arguments(self) -> list[str]:
        """What the vendor's script finds in sys.argv after its own name."""
        where = _option("--host", self.host)
        if self.command_line == USER:
            keys = [*_option("--user", self.access_key), *_option("--password", self.secret_key)]
            return [*where, *keys, "--dir", "apps", "-ml"]
        keys = [*_option("--key", self.access_key), *_option("--secret", self.secret_key)]
        return [*where, *keys, "--command", "upload", "--dir", "apps", "-ml"]


def _option(name: str, value: str) -> list[str]:
    """An option as the guides write it; a key that begins with `-` would be taken for another option."""
    return [f"{name}={value}"] if value.startswith("-") else [name, value]
