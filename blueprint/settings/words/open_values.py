"""Free-form values such as Helm values, in which secrets are detected (`blueprint.catalog.secrets`) and refused.

Files with settings are in version control, in plain text. A name that occurs twice in a list is refused as well,
because one of the two entries would have no effect.
"""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator

from blueprint.catalog.secrets.names import key_holds_secret, names_a_secret, variable_holds_secret
from blueprint.catalog.secrets.texts import is_literal, option_takes_secret, secret_in
from blueprint.settings.checking.expect import mismatch
from blueprint.settings.words.named_lists import repeated_names
from blueprint.settings.words.plain_data import PlainMapping, Where

_REFERENCE = "a Kubernetes Secret, named by the chart's key for that or by valueFrom.secretKeyRef"
IN_TENANT = (
    f"no secret in this file: {_REFERENCE}, or clearml:workers.agent.chart.secretValues for all tenants; the "
    "credentials of agent and gateway are set by this program"
)
IN_CHART = f"no secret in this file: secretValues beside values, with a secret of the stack; or {_REFERENCE}"
_ONCE = "each name once in its list: only the last entry of a name has an effect"
Found = tuple[Where, str]
"""Path of a secret, and what it is, in the words of a message."""


def secrets_in(data: object, path: Where = ()) -> Iterator[Found]:
    """Find each text that is a secret by its form, its key, the name of its variable, or the option before it."""
    if isinstance(data, Mapping):
        yield from _in_mapping(data, path)
    elif isinstance(data, list | tuple):
        for index, item in enumerate(data):
            if index and option_takes_secret(data[index - 1], item):
                yield (*path, index), "the value of a secret option"
            else:
                yield from secrets_in(item, (*path, index))
    elif isinstance(data, str) and (what := secret_in(data)) is not None:
        yield path, what


def _in_mapping(data: Mapping[str, object], path: Where) -> Iterator[Found]:
    # Next to or below the name of a Secret, a key maps to a key within that Secret.
    refers = any(names_a_secret(str(key)) for key in (*data, *path[-1:]))
    for key, inner in data.items():
        held = list(_held(inner, key, refers))
        if is_literal(inner) and _is_variable(data, key):
            held = [()]
        for below in held:
            yield (*path, key, *below), "a secret by its name"
        if not held:
            yield from secrets_in(inner, (*path, key))


def _held(inner: object, key: str, refers: bool) -> Iterator[Where]:
    """Paths of the literals that a key holds as secrets: its value, the entries of a list, or `{value: …}`."""
    at: dict[Where, object] = {(): inner}
    if isinstance(inner, Mapping):
        at = {("value",): inner.get("value")}
    elif isinstance(inner, list | tuple):
        at = {(index,): item for index, item in enumerate(inner)}
    return (
        below for below, value in at.items() if is_literal(value) and key_holds_secret(key, str(value), refers=refers)
    )


def _is_variable(data: Mapping[str, object], key: str) -> bool:
    """Whether the key holds the value of a container's variable whose name is that of a secret."""
    name = data.get("name")
    return key == "value" and isinstance(name, str) and variable_holds_secret(name, str(data["value"]))


def _checked(expected: str) -> AfterValidator:
    def check(data: Mapping[str, Any]) -> Mapping[str, Any]:
        for path, what in secrets_in(data):
            raise mismatch(expected, found=f"{what} (not shown)", at=path)
        for path, name in repeated_names(data):
            raise mismatch(_ONCE, found=f"'{name}' a second time", at=path)
        return data

    return AfterValidator(check)


OpenValues = Annotated[PlainMapping, _checked(IN_TENANT)]
"""Free-form values in a tenant file or in the tenants' defaults."""
ChartValues = Annotated[PlainMapping, _checked(IN_CHART)]
"""Helm values of a release, which may have secret values beside them."""
