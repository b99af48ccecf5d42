"""The demo: ClearML simulator and Kubernetes cluster as processes, what it shows, and the way back to nothing.

Only `show` needs the virtual environment; start, stop and removal are standard library, so that they work
on half a set-up.
"""
