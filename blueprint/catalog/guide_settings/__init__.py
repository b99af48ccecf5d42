"""Owns where each setting of the vendor's two guides goes here, as data; the apiserver's environment settings excepted
(`catalog.server_settings`). Look-up only.
"""

from blueprint.catalog.guide_settings import calls, commands, policies, values, workers
from blueprint.catalog.guide_settings.row import GuideSetting

GUIDE_SETTINGS: tuple[tuple[str, tuple[GuideSetting, ...]], ...] = (
    ("Helm values of the platform's charts", values.ROWS),
    ("Commands", commands.ROWS),
    ("Network policies", policies.ROWS),
    ("API calls", calls.ROWS),
    ("Tenant workers", workers.ROWS),
)
"""Heading: rows."""
