"""The initial objects of a cluster: an ingress class and a storage class."""

from __future__ import annotations

Manifest = dict[str, object]

INGRESS_CLASS: Manifest = {
    "apiVersion": "networking.k8s.io/v1",
    "kind": "IngressClass",
    "metadata": {"name": "nginx"},
    "spec": {"controller": "k8s.io/ingress-nginx"},
}

STORAGE_CLASS: Manifest = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClass",
    "metadata": {"name": "standard", "annotations": {"storageclass.kubernetes.io/is-default-class": "true"}},
    "provisioner": "sandbox/volume",
    "reclaimPolicy": "Delete",
    "volumeBindingMode": "Immediate",
}

OBJECTS: tuple[tuple[str, Manifest], ...] = (
    ("/apis/networking.k8s.io/v1/ingressclasses", INGRESS_CLASS),
    ("/apis/storage.k8s.io/v1/storageclasses", STORAGE_CLASS),
)
"""Collection path and object."""
