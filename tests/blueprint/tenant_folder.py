"""A stack's tenant files in a temporary folder, and the settings or the problems that come of them."""

from collections.abc import Collection, Mapping
from pathlib import Path

import pytest

from blueprint.settings.checking.problems import SettingsError
from blueprint.stack.build import build
from blueprint.stack.keys import ENCRYPTED
from blueprint.stack.settings import StackSettings

GOOD_CONFIG: dict[str, object] = {
    "api": {"host": "https://api.clearml.example"},
    "apiAccessKey": ENCRYPTED,
    "apiSecretKey": ENCRYPTED,
}


class Folder:
    """A stack's tenant files in a temporary folder."""

    def __init__(self, root: Path) -> None:
        self.path = root / "tenants" / "dev"
        self.path.mkdir(parents=True)

    def write(self, name: str, text: str | bytes) -> Path:
        """Write one file."""
        path = self.path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    def build(
        self,
        config: Mapping[str, object] | None = None,
        environ: Mapping[str, str] | None = None,
        without: Collection[str] = (),
    ) -> StackSettings:
        """Build the settings of the stack `dev`: a good configuration, `config` over it, less the keys `without`."""
        keys = {key: value for key, value in (GOOD_CONFIG | dict(config or {})).items() if key not in without}
        return build("clearml-platform", "dev", keys, self.path, environ or {})

    def lines(
        self,
        config: Mapping[str, object] | None = None,
        environ: Mapping[str, str] | None = None,
        without: Collection[str] = (),
    ) -> list[str]:
        """Build, which must fail; return the lines with the folder's path cut off."""
        with pytest.raises(SettingsError) as caught:
            self.build(config, environ, without)
        return [line.replace(f"{self.path}/", "") for line in caught.value.lines()]
