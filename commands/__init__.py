"""Programs that `pulumi-command` starts. Each reads its settings from the environment and reports failure on one line.

They run with any `python3` (3.9 or newer) on PATH, so they use the standard library only.
"""
