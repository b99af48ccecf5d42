"""A real Kubernetes API on loopback: etcd, API server, controller manager, scheduler, and kwok for kubelets.

Standard library only, so that the cluster can be removed even after an incomplete set-up. It never touches a cluster
that it did not start.
"""
