"""The demo: starts ClearML simulator and Kubernetes cluster as processes, shows what was made, and removes it all.

Only `show` needs the virtual environment; start, stop and removal use the standard library alone, so that they
work on an incomplete set-up.
"""
