"""The cluster fixture for every test in this folder."""

from tests.sandbox.kubernetes.cluster import kube

__all__ = ["kube"]
