"""The cluster fixture for every test in this folder."""

from tests.kubernetes.cluster import kube

__all__ = ["kube"]
