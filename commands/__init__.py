"""Programs that `pulumi-command` starts: each is told everything by environment, and ends in one line.

They run with any `python3` (3.9 or newer) on PATH, so they use the standard library only and know no other room.
"""
