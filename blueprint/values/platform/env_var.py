"""One environment variable of the apiserver: its name, and its value or the secret that holds the value."""

import re
from dataclasses import dataclass
from typing import Any, Self

from blueprint.catalog.server_settings.row import PREFIX, ServerSetting, setting_path
from blueprint.values.names import SERVER_SETTINGS
from blueprint.values.platform.hocon import Value, encode

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
"""Valid names. Newer clusters also accept characters such as a colon, which would make the server read another path."""


@dataclass(frozen=True)
class EnvVar:
    """One variable: either `value`, as HOCON text, or `source`, the key of the stack's secret that holds the value."""

    name: str
    value: str | None = None
    source: str | None = None

    @classmethod
    def plain(cls, row: ServerSetting, value: Value, **keys: str) -> Self:
        """A variable with a plain value; `keys` fill placeholders of the row such as `{group}`."""
        return cls(_name(row, keys), value=encode(value))

    @classmethod
    def secret(cls, row: ServerSetting, source: str, **keys: str) -> Self:
        """A variable whose value is in the Secret."""
        return cls(_name(row, keys), source=source)

    @property
    def path(self) -> str:
        """The path as the server reads it: two names of one path are the same setting."""
        return setting_path(self.name)

    @property
    def secret_key(self) -> str | None:
        """Key in the Secret `clearml-server-settings`: the variable's own name."""
        return None if self.source is None else self.name

    def entry(self) -> dict[str, Any]:
        """The item of a container's `env`. Kubernetes turns `$$` into `$` and `$(NAME)` into a variable's value."""
        if self.value is not None:
            return {"name": self.name, "value": self.value.replace("$", "$$")}
        reference = {"name": SERVER_SETTINGS, "key": self.secret_key}
        return {"name": self.name, "valueFrom": {"secretKeyRef": reference}}


def variable(path: str) -> str:
    """Return the name that the server reads as this path.

    Raises ValueError if there is none: the server reads a part that ends in `_` or contains `__` as two parts.
    """
    name = PREFIX + path.replace(".", "__")
    if not NAME.fullmatch(name) or setting_path(name) != path:
        raise ValueError(f"no environment variable can name the server setting {path}")
    return name


def _name(row: ServerSetting, keys: dict[str, str]) -> str:
    """Fill in the row's name; the server must read the result as the row's path, whatever the keys are."""
    name = row.variable.format(**keys)
    if not NAME.fullmatch(name) or setting_path(name) != row.path.format(**{k: v.lower() for k, v in keys.items()}):
        raise ValueError(f"no environment variable can name the server setting {row.path.format(**keys)}")
    return name
