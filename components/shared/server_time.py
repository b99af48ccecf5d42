"""The time of the ClearML server, which decides when key pairs end, with a warning if a clock is wrong."""

from datetime import UTC, datetime

import pulumi

from blueprint.settings.platform.api import ApiSettings
from components.shared.connection import server_clock

MINUTE = "%Y-%m-%d %H:%M UTC"


async def server_time(api: ApiSettings, *, needed: bool) -> datetime | None:
    """The server's time; None if it is not `needed` or not known.

    Prints a warning if the clock of this machine differs, or if the server does not tell its time.
    """
    if not needed:
        return None
    clock = await server_clock(api)
    if clock is None or clock.ahead is None:
        pulumi.log.warn(f"{api.host} did not report its time, so no key pair is rotated or revoked because of its age")
        return None
    if clock.differs:
        here, there = datetime.now(UTC).strftime(MINUTE), clock.now().strftime(MINUTE)
        pulumi.log.warn(
            f"the clock of this machine ({here}) differs from the ClearML server's ({there}): ends and ages of key "
            "pairs are computed from the server's clock; correct the one that is wrong"
        )
    return clock.now()
