"""Random histories, as in test_histories.py, of servers that do not report their identity (INF for Enterprise)."""

from hypothesis import seed

from tests.histories.machine import EXAMPLES, SEED, Histories


@seed(SEED + 1)
class UnknownServer(Histories):
    """The server reports no identity."""

    has_uid = False


TestUnknownServer = UnknownServer.TestCase
TestUnknownServer.settings = EXAMPLES
