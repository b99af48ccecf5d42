"""A real Kubernetes API on loopback: etcd, API server, controller manager, scheduler, and kwok for kubelets.

Standard library only, so that it can be taken away on half a set-up. It must not know what is installed into it, nor
touch a cluster that it did not start.
"""
