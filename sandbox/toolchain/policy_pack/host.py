"""Runs a policy pack as the vendor's language host does: in its folder, with the stack's name and configuration.

Runs in the pack's environment: `host.py PACK ADDRESS`. The vendor's host waits for the stack's configuration before it
starts the pack (sdk/python/cmd/pulumi-language-python/main.go, RunPlugin); here the pack gets it while it runs.
"""

import json
import os
import runpy
import sys
from typing import Any

from pulumi_policy import policy

SERVICER = policy._PolicyAnalyzerServicer  # the SDK has no public name for it
CONFIGURE = SERVICER.ConfigureStack


def configure(self: Any, request: Any, context: Any) -> Any:
    """Set the variables from the engine's description of the stack."""
    os.environ |= {
        "PULUMI_ORGANIZATION": request.organization or "organization",
        "PULUMI_PROJECT": request.project,
        "PULUMI_STACK": request.stack,
        "PULUMI_DRY_RUN": str(request.dry_run).lower(),
        "PULUMI_CONFIG": json.dumps(dict(request.config)),
    }
    return CONFIGURE(self, request, context)


if __name__ == "__main__":
    pack, address, *_ = sys.argv[1:]
    SERVICER.ConfigureStack = configure
    os.chdir(pack)
    sys.argv = ["pulumi.policy", address, pack]
    runpy.run_module("pulumi.policy", run_name="__main__")
