"""The fixtures of other live tests."""

from tests.live.tenants.conftest import (
    blank,  # noqa: F401 - fixtures
    server,  # noqa: F401 - fixtures
)
from tests.sandbox.kubernetes.cluster import kube  # noqa: F401 - fixture
