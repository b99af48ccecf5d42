"""Second part of the benchmark: tenants with accounts and workers, on a cluster of the sandbox.

The cluster has a real API server, scheduler and controllers; its nodes only report pods as running. The results cover
the program, the engine, Helm and the APIs, but not the time to pull images.
"""
