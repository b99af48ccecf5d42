"""The inputs of `command:local:Command`: their names, types and defaults."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sandbox.toolchain.command_plugin.values import UNKNOWN, Plain

ADD_PREVIOUS = "addPreviousOutputInEnv"
REFUSED = ("assetPaths", "archivePaths")
LOGGING = ("stdout", "stderr", "stdoutAndStderr", "none")


class Inputs(BaseModel):
    """A command's inputs, and the outputs of an earlier run, which the state keeps beside them."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    create: str | None = None
    update: str | None = None
    delete: str | None = None
    interpreter: list[str] = Field(default_factory=lambda: ["/bin/sh", "-c"])
    dir: str | None = None
    environment: dict[str, str] = Field(default_factory=dict)
    stdin: str | None = None
    logging: str = "stdoutAndStderr"
    triggers: list[object] | None = None
    add_previous: bool = Field(default=True, alias=ADD_PREVIOUS)
    stdout: str = ""
    stderr: str = ""

    def logs(self, stream: str) -> bool:
        """Return whether the lines of `stdout` or `stderr` are to be shown while the command runs."""
        return self.logging in (stream, "stdoutAndStderr")


def problems(inputs: Mapping[str, Plain]) -> Iterator[tuple[str, str]]:
    """Yield property and reason for each input that cannot be used; values that are not known yet are passed over."""
    values = {key: value for key, value in inputs.items() if value != UNKNOWN}
    for key in REFUSED:
        if values.pop(key, None) is not None:
            yield key, "the sandbox's stand-in for the Command plugin does not read files: use the official CLI"
    if values.get("logging", LOGGING[0]) not in LOGGING:
        yield "logging", f"expected one of {', '.join(LOGGING)}, got {values.pop('logging')!r}"
    names = {field.alias or name for name, field in Inputs.model_fields.items()} - {"stdout", "stderr"}
    for key in sorted(values.keys() - names):
        yield key, f"the resource has no input of this name; its inputs: {', '.join(sorted(names))}"
    try:
        Inputs.model_validate(values)
    except ValidationError as error:
        for fault in error.errors(include_input=False):
            yield ".".join(str(part) for part in fault["loc"]), fault["msg"]
