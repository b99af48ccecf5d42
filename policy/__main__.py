"""Starts the pack; the engine calls this through pulumi.policy, with the environment of PulumiPolicy.yaml."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the folder of the package `policy`

from pulumi_policy import PolicyPack

from policy.pack import NAME, policies

PolicyPack(NAME, policies())
