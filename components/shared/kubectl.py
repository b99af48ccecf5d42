"""Runs `kubectl` for what cannot be a Pulumi resource.

That is the preflight, which reads the cluster before any resource exists, and the recovery of interrupted releases.
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
    """Error message of kubectl, one line."""

    @property
    def is_forbidden(self) -> bool:
        """Whether the account has no right to it."""
        return "(Forbidden)" in str(self)


@dataclass(frozen=True)
class Kubectl:
    """kubectl on one cluster, with an explicit context."""

    cluster: ClusterSettings

    async def items(self, *argv: str) -> list[Any]:
        """Return the objects of `kubectl get …` as parsed JSON. Raises KubectlError."""
        objects: list[Any] = json.loads(await self.run("get", *argv, "--output=json"))["items"]
        return objects

    async def run(self, *argv: str, stdin: str | None = None, seconds: int = SECONDS) -> str:
        """Return kubectl's stdout; `seconds` limits each request to the API server. Raises KubectlError."""
        if shutil.which(PROGRAM) is None:
            raise KubectlError("kubectl is not on PATH: install it")
        process = await asyncio.create_subprocess_exec(
            *(PROGRAM, *self._context, f"--request-timeout={seconds}s", *argv),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            output, errors = await asyncio.wait_for(process.communicate((stdin or "").encode()), 2 * seconds)
        except TimeoutError:
            process.kill()
            raise KubectlError(f"kubectl {argv[0]} did not finish within {2 * seconds} s") from None
        if process.returncode != 0:
            raise KubectlError(_last_line(errors.decode(errors="replace")))
        return output.decode()

    @property
    def _context(self) -> list[str]:
        return [f"--context={self.cluster.context}"]


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("error: ") if lines else "kubectl failed without an error message"
