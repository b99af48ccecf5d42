"""The few questions that only `kubectl` answers: what stands in the cluster before Pulumi makes anything of ours.

Reading, and mending what an interrupted run left of a release (`components.helm.recovery`); all else is a resource.
"""

import asyncio
import json
import shutil
from dataclasses import dataclass
from typing import Any

from blueprint.settings.platform.cluster import ClusterSettings

PROGRAM = "kubectl"
SECONDS = 30


class KubectlError(Exception):
    """What kubectl said, in one line."""


@dataclass(frozen=True)
class Kubectl:
    """kubectl on one cluster, named explicitly."""

    cluster: ClusterSettings

    async def items(self, *argv: str) -> list[Any]:
        """Return the objects that `kubectl get …` finds, as parsed JSON. Raises KubectlError."""
        found: list[Any] = json.loads(await self.run("get", *argv, "--output=json"))["items"]
        return found

    async def run(self, *argv: str, stdin: str | None = None, seconds: int = SECONDS) -> str:
        """Return what kubectl prints; `seconds` bounds each of its requests. Raises KubectlError."""
        if shutil.which(PROGRAM) is None:
            raise KubectlError("kubectl is not on PATH: install it")
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, *self._where, f"--request-timeout={seconds}s", *argv),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            output, errors = await asyncio.wait_for(process.communicate((stdin or "").encode()), 2 * seconds)
        except TimeoutError:
            process.kill()
            raise KubectlError(f"kubectl {argv[0]} did not end in {2 * seconds} s") from None
        if process.returncode != 0:
            raise KubectlError(_last_line(errors.decode(errors="replace")))
        return output.decode()

    @property
    def _where(self) -> list[str]:
        return [f"--context={self.cluster.context}"]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ") if lines else "kubectl failed and said nothing"
