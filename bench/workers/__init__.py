"""The second part of the benchmark: tenants with both halves, account and workers, on a Kubernetes API of their own.

The cluster is the sandbox's: a real API server, scheduler and controllers, and nodes that only say that pods run. What
is measured is the program, the engine, Helm and the API, and not how long images take to come.
"""
