"""Value types of Kubernetes quantities: CPU and memory."""

import re
from typing import Annotated, Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from blueprint.settings.checking.expect import TextExpectation

BYTES_AT_LEAST = 2**20
_NUMBER = r"(?:0|[1-9]\d*)(?:\.\d+)?"


_CPU = rf"{_NUMBER}m?"


_MEMORY = rf"{_NUMBER}(?:k|[MGTPE]|[KMGTPE]i)?"


def parse_cpu(value: str) -> str | None:
    """Return an amount of CPU unchanged, in cores or thousandths; None for anything else, such as an amount in Gi."""
    return value if re.fullmatch(_CPU, value) else None


def parse_memory(value: str) -> str | None:
    """Return an amount of memory unchanged; None for anything else, such as thousandths of a byte.

    A number of bytes below a mebibyte is refused too: its unit has been forgotten.
    """
    return value if re.fullmatch(_MEMORY, value) and with_unit(value) is None else None


def with_unit(value: str) -> str | None:
    """Return the amount that a number without a unit was meant to be; None for any other text."""
    return f"{value}Gi" if re.fullmatch(r"[1-9]\d*", value) and int(value) < BYTES_AT_LEAST else None


def parse_amount(value: str) -> str | None:
    """Return a quantity of either kind unchanged; None for anything else."""
    return parse_cpu(value) or parse_memory(value)


class Quantity(TextExpectation):
    """A string that may also be written as a whole number, as in Kubernetes."""

    def check(self, value: object) -> str:
        """Return the quantity as a string."""
        return super().check(str(value) if type(value) is int else value)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both forms for editors."""
        return {"type": ["string", "integer"]}


Cpu = Annotated[str, Quantity("an amount of CPU such as 64, 1.5 in quotes, or 500m", parse_cpu)]


Memory = Annotated[str, Quantity("an amount of memory such as 256Gi", parse_memory, corrected=with_unit)]
