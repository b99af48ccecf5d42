"""Random histories of one server: no customer loses a company, user, queue or key unless a file said so in that step.

The real program runs with the real providers, on a model of the engine and the simulator in this process. See
docs/reliability.md.
"""

from hypothesis import seed

from tests.histories.machine import EXAMPLES, SEED, Histories


@seed(SEED)
class KnownServer(Histories):
    """The server reports its identity."""


TestKnownServer = KnownServer.TestCase
TestKnownServer.settings = EXAMPLES
