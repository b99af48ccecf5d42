"""Steps and messages of an engine command, parsed from its events."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

_UNCHANGED = {"same", "refresh"}
Step = tuple[str, str, str]
"""Operation, kind and name of a resource, such as ("update", "Company", "acme")."""

CLOSING = ("update failed", "Resource monitor has terminated, shutting down")
"""What the engine adds to any failed run; the second line only if the program still ran when the first step failed."""


@dataclass(frozen=True)
class Run:
    """One finished engine command, with its events as `--json` prints them."""

    code: int
    text: str

    @cached_property
    def events(self) -> list[Mapping[str, Any]]:
        lines = [line for line in self.text.splitlines() if line.startswith("{") and line.endswith("}")]
        return [json.loads(line) for line in lines]

    @cached_property
    def steps(self) -> set[Step]:
        """Every step that was tried, without unchanged resources. A refresh that finds drift is an update."""
        return {step for step in self._steps() if step[0] not in _UNCHANGED and step[1] != "Stack"}

    @property
    def unfinished(self) -> set[Step]:
        """The steps that began and did not end, such as the deletions that a command was still waiting for."""
        begun = [_step(event["resourcePreEvent"]["metadata"]) for event in self.events if "resourcePreEvent" in event]
        ended = [_step(event["resOutputsEvent"]["metadata"]) for event in self.events if "resOutputsEvent" in event]
        return {step for step in begun if step not in ended and step[0] not in _UNCHANGED}

    @property
    def counted(self) -> Counter[tuple[str, str]]:
        """The steps by operation and kind."""
        return Counter((operation, kind) for operation, kind, _ in self.steps)

    def in_order(self, operation: str, resources: Sequence[tuple[str, str]]) -> bool:
        """Whether each of these, as kind and name, was completed before the next one began."""
        steps = [(operation, *resource) for resource in resources]
        ended = [self._place("resOutputsEvent", step) for step in steps]
        began = [self._place("resourcePreEvent", step) for step in steps]
        return all(before < after for before, after in zip(ended, began[1:], strict=False))

    def problems(self) -> list[str]:
        """The errors that the user sees, each as printed, without the engine's closing lines."""
        return [message for message in self._messages("error") if message not in CLOSING]

    def messages(self) -> str:
        """All messages to the user, errors included."""
        return "\n".join(self._messages("error", "warning", "info", "info#err"))

    def succeeded(self) -> "Run":
        """This run, which must have ended well."""
        assert self.code == 0, self.messages() or self.text[-3000:]
        return self

    def failed(self) -> "Run":
        """This run, which must have ended with an error."""
        assert self.code not in (0, None), self.messages()
        return self

    def _steps(self) -> Iterator[Step]:
        for event in self.events:
            for key in ("resourcePreEvent", "resOutputsEvent"):
                if key in event:
                    yield _step(event[key]["metadata"])

    def _place(self, key: str, step: Step) -> int:
        """The position of a step among the events; it must exist."""
        return [_step(event[key]["metadata"]) if key in event else None for event in self.events].index(step)

    def _messages(self, *severities: str) -> list[str]:
        found = [event["diagnosticEvent"] for event in self.events if "diagnosticEvent" in event]
        return [one["message"].strip() for one in found if one["severity"] in severities]


def _step(metadata: Mapping[str, Any]) -> Step:
    return metadata["op"], metadata["type"].rsplit(":", 1)[-1], metadata["urn"].rsplit("::", 1)[-1]
