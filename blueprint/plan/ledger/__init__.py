"""Compares the GPUs that tenants may use with the GPUs that the nodes have."""
