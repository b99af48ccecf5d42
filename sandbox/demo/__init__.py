"""The demo: the ClearML simulator as a process of its own, what the demo shows, and the way back to nothing.

Only `show` needs the virtual environment; start, stop and removal are standard library, so that they work
on half a set-up.
"""
