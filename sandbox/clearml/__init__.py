"""A stand-in for the ClearML API server, in a process of its own: `python -m sandbox.clearml`."""
